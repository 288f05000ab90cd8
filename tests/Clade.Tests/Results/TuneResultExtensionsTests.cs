using Clade.Tests.Storage;

namespace Clade.Tests.Results;

/// <summary>A real experiment with several objectives and repetitions, and what its result is good for.</summary>
public sealed class TuneResultExtensionsTests : IDisposable
{
    private static readonly Objective Accuracy = Objective.Maximize("accuracy");
    private static readonly Objective Latency = Objective.Minimize("latency");

    private static readonly SearchSpace Space = new() { ["x"] = Search.Uniform(0, 1) };

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task The_best_follows_a_combined_objective_and_repetitions_are_summed_up()
    {
        var result = await Tune.RunAsync(Train, Options("combined") with
        {
            Objective = Objective.WeightedSum((Accuracy, 2), (Latency, 0.01)),
            Trials = 12,
            Sampler = new RepeatSampler { Inner = new CmaEsSampler { PopulationSize = 4 } },
        }, TestContext.Current.CancellationToken);

        var name = result.Objective.Metric;
        Assert.Equal("2*accuracy - 0.01*latency", name);
        var values = result.Trials.Select(trial => trial.LastMetrics![name]).ToList();
        Assert.Equal(values.Max(), result.Best.Metric);
        Assert.All(result.Trials, trial => Assert.Equal(
            (2 * trial.LastMetrics!["accuracy"]) - (0.01 * trial.LastMetrics["latency"]), trial.LastMetrics[name],
                1e-12));

        // The store knows how it was computed, so that the next experiment can go on with it.
        Assert.Equal(["accuracy", "latency"], TuneResult.Open(Path.Combine(_temp.Path, "combined")).Objective
            .ReportedMetrics);

        var repetitions = result.Repetitions();
        Assert.Equal(4, repetitions.Count);
        Assert.All(repetitions, static repeated => Assert.Equal(3, repeated.Trials.Count));
        Assert.All(repetitions, static repeated => Assert.True(repeated.StandardDeviation > 0));
        Assert.Equal(repetitions.OrderByDescending(static repeated => repeated.Mean), repetitions);

        var again = Tune.RunAsync(Train, Options("again") with
        {
            Objective = result.Objective,
            Sampler = new CmaEsSampler { EarlierTrials = result.AsEarlierTrials() },
        }, TestContext.Current.CancellationToken);
        Assert.Equal(12, result.AsEarlierTrials().Count);
        Assert.Equal(6, (await again).Trials.Length);
    }

    [Fact]
    public async Task The_front_of_an_evolved_experiment_has_the_compromises()
    {
        var result = await Tune.RunAsync(Train, Options("front") with
        {
            Trials = 12,
            Sampler = new NsgaIISampler { Objectives = [Accuracy, Latency], PopulationSize = 4 },
        }, TestContext.Current.CancellationToken);

        var front = result.ParetoFront(Accuracy, Latency);
        Assert.Contains(front, trial => trial.Id == result.Best.Trial);
        Assert.All(result.Trials.Except(front), beaten => Assert.Contains(front, better =>
            better.LastMetrics!["accuracy"] >= beaten.LastMetrics!["accuracy"]
            && better.LastMetrics["latency"] <= beaten.LastMetrics["latency"]));
        Assert.InRange(result.Hypervolume([Accuracy, Latency], [0, 100]), 1, 200);
    }

    [Fact]
    public async Task A_report_without_a_part_of_the_objective_is_named()
    {
        var refusal = await Assert.ThrowsAsync<CladeException>(() => Tune.RunAsync(
            static trial => trial.Report(new { accuracy = 1.0 }), Options("missing") with
            {
                Objective = Objective.WeightedSum((Accuracy, 2), (Latency, 0.01)),
            }, TestContext.Current.CancellationToken));
        Assert.Contains("did not report 'latency'", refusal.Message, StringComparison.Ordinal);
    }

    private static void Train(Trial trial)
    {
        var x = trial.Config["x"].ToDouble();
        var noise = trial.Seed % 1000 / 100_000.0;
        trial.Report(new { accuracy = x + noise, latency = 100 * x * x });
    }

    private TuneOptions Options(string name) => new()
    {
        Name = name,
        Objective = Accuracy,
        Space = Space,
        Trials = 6,
        Seed = 1,
        Workers = WorkerKind.InProcess,
        Cpus = [0],
        Gpus = [],
        Folder = _temp.Path,
        Progress = Progress.Quiet,
        HandlesCtrlC = false,
    };
}
