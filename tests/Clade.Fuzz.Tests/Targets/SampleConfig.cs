namespace Clade.Fuzz.Targets;

/// <summary>A record with every kind of hyperparameter, to read configurations into.</summary>
internal sealed record SampleConfig(
    [LogUniform(1e-4, 1)] double Lr, [Uniform(0, 1)] float Dropout, [RandInt(1, 100)] int Hidden,
    [RandInt(0, long.MaxValue)] long Large, [Choice] bool On, [Choice("a", "b")] string Kind,
    [Choice] SampleConfig.Colour Shade, SampleConfig.Inner Nested)
{
    internal enum Colour
    {
        Red,
        Green,
    }

    internal sealed record Inner(
        [Choice("sgd", "adam")] string Name, [When("Name", "adam"), Uniform(0, 1)] double? Beta);
}
