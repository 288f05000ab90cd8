namespace Clade.Examples.Mnist;

/// <summary>The digits of this process, read once: a warm worker keeps them from one trial to the next.</summary>
internal static class MnistData
{
    private const int ValidationCount = 5_000;
    private static readonly Lazy<IDigitSource> LazySource = new(Locate);
    private static readonly Lazy<DigitSet> LazyTraining = new(() => Source.ReadTraining());

    public static IDigitSource Source => LazySource.Value;

    public static DigitSet Training => LazyTraining.Value.Take(..^ValidationCount);

    /// <summary>The last 5,000 digits of the training set. All choices are made on them.</summary>
    public static DigitSet Validation => LazyTraining.Value.Take(^ValidationCount..);

    /// <summary>Reads the test digits. Call it once, when everything is decided.</summary>
    public static DigitSet ReadTest() => Source.ReadTest();

    private static IDigitSource Locate()
    {
        var source = MnistLocator.FromEnvironment().Locate(Console.Error);

        // Worker processes inherit the variable: they need not search again, and no trial can end up on other digits
        // than its rivals because a mirror answered late.
        Environment.SetEnvironmentVariable(MnistLocator.Variable, source.Location);
        return source;
    }
}
