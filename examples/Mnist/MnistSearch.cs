using System.Diagnostics;

namespace Clade.Examples.Mnist;

/// <summary>The searches: what is tuned, for how long, and how the winner is judged.</summary>
internal static class MnistSearch
{
    /// <summary>Runs the search that the arguments ask for, and tests the winner.</summary>
    public static async Task<ExampleResult> RunAsync(ExampleArguments arguments)
    {
        var clock = Stopwatch.StartNew();
        TuneResult result = (arguments.Full, arguments.ResumeFolder) switch
        {
            (true, null) => await Tune.RunAsync<FullConfig>(Training.Full, FullOptions(arguments)),
            (false, null) => await Tune.RunAsync<DefaultConfig>(Training.Default, DefaultOptions(arguments)),
            (true, var folder) =>
                await Tune.ResumeAsync<FullConfig>(Training.Full, folder, FullOptions(arguments)),
            (false, var folder) =>
                await Tune.ResumeAsync<DefaultConfig>(Training.Default, folder, DefaultOptions(arguments)),
        };

        var best = result.Best;
        Console.WriteLine();
        Console.WriteLine("The schedule that led to the best network:");
        foreach (var step in best.Schedule.Steps)
        {
            Console.WriteLine($"  from epoch {step.Iteration + 1,2}: {step.Config}");
        }

        // Everything is decided: now, once, the digits that no decision has seen.
        var model = new Mlp((int)best.Config["Hidden"].ToInt64(), seed: 0);
        model.Load(best.CheckpointFolder!);
        return new ExampleResult
        {
            Data = MnistData.Source.Description,
            Search = arguments.Random ? "random search" : "population based training",
            Seed = result.Seed,
            Config = best.Config.ToDictionary(),
            ValidationAccuracy = best.Metric,
            TestAccuracy = model.Evaluate(MnistData.ReadTest()).Accuracy,
            Exploits = result.Exploits.Length,
            Epochs = result.ReportCount,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    private static TuneOptions DefaultOptions(ExampleArguments arguments) => Options(arguments) with
    {
        Name = "mnist",
        Trials = arguments.Trials ?? 10,
        // Synchronous: one seed gives the same result on any number of cores.
        Scheduler = Scheduler(arguments, interval: 2, coolDown: 1.0 / 3) with { Synchronous = true },
        Stop = Stop.AtIteration(15),
    };

    private static TuneOptions FullOptions(ExampleArguments arguments) => Options(arguments) with
    {
        Name = "mnist-full",
        Trials = arguments.Trials ?? 6,
        Scheduler = Scheduler(arguments, interval: 3, coolDown: 0.4),
        Stop = Stop.AtIteration(40),
    };

    private static TuneOptions Options(ExampleArguments arguments) => new()
    {
        Name = "mnist",
        Objective = Objective.Maximize("val_accuracy"),
        Seed = arguments.Seed,
        Resources = new Resources(Cpu: 1),
    };

    // Random search is the same population that never copies: the same budget, and the same cool-down, which is half of
    // what a good learning rate is worth.
    private static PopulationBasedTraining Scheduler(ExampleArguments arguments, double interval, double coolDown) =>
        new()
        {
            PerturbationInterval = interval,
            CoolDown = coolDown,
            QuantileFraction = arguments.Random ? 0 : 0.25,
        };
}
