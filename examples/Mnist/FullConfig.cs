namespace Clade.Examples.Mnist;

/// <summary>What the long search tunes: the strength of the distortions too.</summary>
internal sealed record FullConfig(
    [LogUniform(0.03, 0.3)] double Lr,
    [Uniform(0.7, 0.95)] double Momentum,
    [Uniform(0, 0.3)] double Dropout,
    [RandInt(512, 768), Structural] int Hidden,
    [Uniform(0.5, 1.5)] double AugmentStrength)
{
    public TrainSettings At(double learningRateFactor) => new()
    {
        Lr = Lr * learningRateFactor,
        Momentum = Momentum,
        Dropout = Dropout,
        AugmentStrength = AugmentStrength,
    };
}
