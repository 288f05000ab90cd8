namespace Clade.Examples.Mnist;

/// <summary>What the short search tunes.</summary>
internal sealed record DefaultConfig(
    [Uniform(0.001, 0.1)] double Lr,
    [Uniform(0.1, 0.9)] double Momentum,
    [Uniform(0, 0.5)] double Dropout,
    [RandInt(128, 640), Structural] int Hidden)
{
    public TrainSettings At(double learningRateFactor) => new()
    {
        Lr = Lr * learningRateFactor,
        Momentum = Momentum,
        Dropout = Dropout,
    };
}
