using BenchmarkDotNet.Attributes;
using Clade.Experiments;

namespace Clade.Benchmarks.Parts;

/// <summary>What the engine needs for one report of one of so many trials.</summary>
[MemoryDiagnoser]
public class EngineStep
{
    private const int Interval = 4;

    private ExperimentSettings _settings = null!;
    private ExperimentState _state = null!;
    private ExperimentEvent _happened = null!;

    [Params(10, 1_000, 10_000)]
    public int Trials { get; set; }

    [GlobalSetup(Target = nameof(StepInRandomSearch))]
    public void BeginRandomSearch() => Begin(new FirstInFirstOut(), iterations: 2);

    /// <summary>
    /// All trials have been at a ready point, and the weakest of them has just saved at its next: it is ranked with
    /// the others, and copies one of them.
    /// </summary>
    [GlobalSetup(Target = nameof(StepAtReadyPoint))]
    public void BeginPopulationBasedTraining()
    {
        var workers = Begin(
            new PopulationBasedTraining { PerturbationInterval = Interval, MaxSkew = double.PositiveInfinity },
            iterations: (2 * Interval) - 1);
        workers.Happen(_happened);
        var weakest = workers.State[new TrialId(0)].Attempt!;
        if (weakest.Phase != AttemptPhase.Saving) throw new InvalidOperationException($"It is {weakest.Phase}.");

        _state = workers.State;
        _happened = new CheckpointSaved(_state.Now, new TrialId(0), weakest.Number, weakest.Sequence, Bytes: 1 << 20);
        if (!Experiment.Step(_settings, _state, _happened).Commands.Any(static command => command is ExploitDonor))
        {
            throw new InvalidOperationException("The weakest copied nobody.");
        }
    }

    [Benchmark]
    public object StepInRandomSearch() => Experiment.Step(_settings, _state, _happened);

    [Benchmark]
    public object StepAtReadyPoint() => Experiment.Step(_settings, _state, _happened);

    private Workers Begin(Scheduler scheduler, int iterations)
    {
        _settings = Sample.Settings(scheduler, Trials);
        var workers = Workers.At(_settings, iterations);
        (_state, _happened) = (workers.State, workers.ReportOf(new TrialId(0)));
        return workers;
    }
}
