using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Testing;

/// <summary>A whole experiment to be run on a virtual clock.</summary>
public sealed record Simulation
{
    /// <summary>What may be chosen.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>Which metric is optimised, and in which direction.</summary>
    public required Objective Objective { get; init; }

    /// <summary>What is trained.</summary>
    public required VirtualTraining Training { get; init; }

    /// <summary>How many trials; none means as many as the time budget allows.</summary>
    public required int? Trials { get; init; }

    /// <summary>When a trial, or the experiment, has had enough.</summary>
    public required StopRule Stop { get; init; }

    /// <summary>The machine's CPUs: with a whole CPU for each trial, how many run at once. Default 2.</summary>
    public int Slots { get; init; } = 2;

    /// <summary>What a trial takes of the machine. Default: one CPU.</summary>
    public Resources Resources { get; init; } = new(Cpu: 1);

    /// <summary>What the machine has besides its CPUs. Default: nothing.</summary>
    public MachineResources Devices { get; init; } = new(
        [], [], long.MaxValue, ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>At most so many trials at once, besides what the resources allow. Default: no further limit.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>The seed of the experiment's decisions.</summary>
    public ulong Seed { get; init; }

    /// <summary>Decides about running trials. Default: each runs to its end.</summary>
    public Scheduler Scheduler { get; init; } = new FirstInFirstOut();

    /// <summary>Proposes the configurations that trials start with. Default: random.</summary>
    public Sampler Sampler { get; init; } = new RandomSampler();

    /// <summary>What goes wrong. Default: nothing.</summary>
    public Faults Faults { get; init; } = Faults.None;

    /// <summary>The seed of faults and delays; independent of the experiment's.</summary>
    public ulong FaultSeed { get; init; }

    /// <summary>A worker that is silent for so long is taken for hung. Default: 1 minute of virtual time.</summary>
    public TimeSpan ReportTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A worker that was told to leave is killed after so long. Default: 30 s of virtual time.</summary>
    public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A checkpoint is due when the last one is so old. Default: 1 minute of virtual time.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Retries of a trial whose training function threw. Default 1.</summary>
    public int MaxFailures { get; init; } = 1;

    /// <summary>Retries of a trial whose worker was lost. Default 3.</summary>
    public int MaxLostWorkers { get; init; } = 3;

    /// <summary>An experiment with more events than this is taken for one that never ends. Default 200,000.</summary>
    public int EventsMax { get; init; } = 200_000;

    /// <summary>
    /// What the user resumes with once the experiment has failed: its space, scheduler, stop rule and training.
    /// Default: none, a failure is the end.
    /// </summary>
    public Simulation? Mended { get; init; }

    /// <summary>
    /// Whether a journal is kept and replayed at the end, and the invariants are checked after every event. A benchmark
    /// that runs what the tests have checked takes a fraction of the time without; nothing may crash then.
    /// </summary>
    internal bool IsChecked { get; init; } = true;

    internal ExperimentSettings Settings => new()
    {
        Name = "simulated",
        Space = Space,
        Objective = Objective,
        Sampler = Sampler,
        Scheduler = Scheduler,
        Stop = Stop,
        Trials = Trials,
        Seed = Seed,
        Resources = Resources,
        MaxConcurrent = MaxConcurrent,
        MaxFailures = MaxFailures,
        MaxLostWorkers = MaxLostWorkers,
        ReportTimeout = ReportTimeout,
        LeaveTimeout = LeaveTimeout,
        CheckpointEvery = CheckpointEvery,
    };

    internal MachineResources Machine => Devices with { Cpus = [.. Enumerable.Range(0, Slots)] };
}
