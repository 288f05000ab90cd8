namespace Clade.Benchmarks.MnistComparison;

/// <summary>A way to search, and how it spends a number of epochs.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="OptionsFor">What it runs with, for so many epochs of all trials together.</param>
internal sealed record SearchMethod(string Name, Func<int, TuneOptions> OptionsFor)
{
    private const int Trials = 10;

    /// <summary>An early stopper may train a trial so many times longer than a population its members.</summary>
    private const int LongestTrial = 2;

    public static IReadOnlyList<SearchMethod> All { get; } =
    [
        new("PBT", static epochs => Whole(epochs) with { Scheduler = Pbt }),
        new("PBT, cool-down", static epochs => Whole(epochs) with { Scheduler = Pbt with { CoolDown = 1.0 / 3 } }),
        new("random search", Whole),
        new("ASHA", static epochs => Budget(epochs) with
        {
            Scheduler = new Asha { MaxResource = LongestTrial * epochs / Trials },
        }),
        new("BOHB", static epochs => Budget(epochs) with
        {
            Scheduler = new HyperBand { MaxResource = LongestTrial * epochs / Trials },
            Sampler = new BohbSampler(),
        }),
    ];

    private static PopulationBasedTraining Pbt => new() { PerturbationInterval = 2, Synchronous = true };

    // Ten trials, each for as long.
    private static TuneOptions Whole(int epochs) => Base with
    {
        Trials = Trials,
        Stop = Stop.AtIteration(epochs / Trials),
    };

    // As many trials as the epochs allow.
    private static TuneOptions Budget(int epochs) => Base with
    {
        Trials = null,
        Stop = Stop.AtIteration(LongestTrial * epochs / Trials) | Stop.AfterTotalIterations(epochs),
    };

    private static TuneOptions Base => new()
    {
        Name = "comparison",
        Objective = Objective.Maximize("val_accuracy"),
        Resources = new Resources(Cpu: 1),
        Progress = Progress.None,
    };
}
