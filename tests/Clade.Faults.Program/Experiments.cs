namespace Clade.Faults;

/// <summary>The experiment: small, and with every callback that a user may give.</summary>
internal static class Experiments
{
    /// <summary>The program's exit code when Clade refuses, with a message on the standard output.</summary>
    public const int ExitOnRefusal = 3;

    public static TuneOptions Options(FaultPlan plan) => new()
    {
        Name = FaultPlan.Name,
        Objective = Objective.Maximize("score"),
        Trials = FaultPlan.Trials,
        Seed = plan.Seed,
        Scheduler = SchedulerOf(plan),
        Stop = Stop.AtIteration(FaultPlan.Iterations) | Stop.When(_ => ThrowsIf(FaultKind.ThrowInStopRule)),
        Folder = plan.Experiments,
        Progress = Progress.Verbose,
        Resources = new Resources(Cpu: 0.5),
        MaxConcurrentTrials = 2,
        // To have a checkpoint to damage: random search saves only what is the best so far.
        CheckpointInterval = plan.Scheduler == FaultScheduler.Random && plan.DamagesCheckpoint
            ? TimeSpan.Zero
            : TimeSpan.FromMinutes(1),
        // Above what a loaded machine takes to start a worker; and if it takes longer once, that is no failure.
        ReportTimeout = plan.Kind == FaultKind.StopWorker ? TimeSpan.FromSeconds(4) : null,
        MaxLostWorkers = 10,
    };

    /// <summary>False, except that it throws at the occasion that the plan names.</summary>
    public static bool ThrowsIf(FaultKind kind)
    {
        var plan = FaultPlan.Current;
        if (plan.Kind != kind || Interlocked.Increment(ref _occasions) < plan.At || !plan.Strikes()) return false;
        throw new InvalidOperationException($"This is the fault {kind}.");
    }

    private static int _occasions;

    private static Scheduler SchedulerOf(FaultPlan plan) => plan.Scheduler == FaultScheduler.Random
        ? new FirstInFirstOut()
        : new PopulationBasedTraining
        {
            PerturbationInterval = 2,
            // Without an exploit nothing would be explored, and who copies whom depends on who comes first.
            QuantileFraction = plan.Kind == FaultKind.ThrowInExplore ? 0.5 : 0.25,
            Synchronous = plan.Scheduler == FaultScheduler.Synchronous,
            Explore = Explore.Then(static input =>
            {
                ThrowsIf(FaultKind.ThrowInExplore);
                return input.Config;
            }),
        };
}
