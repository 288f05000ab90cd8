using System.Collections.Immutable;
using Clade.Driver;

namespace Clade;

/// <summary>What <see cref="Tune"/> shall do.</summary>
/// <remarks>Options that do not go together are refused before anything starts, every mistake at once.</remarks>
public sealed record TuneOptions
{
    /// <summary>The experiment's name, which is also its folder's.</summary>
    /// <value>Letters, digits, and <c>- _ .</c> between them. Where the folder exists, a number is appended.</value>
    public required string Name { get; init; }

    /// <summary>Which metric is optimised, and in which direction.</summary>
    public required Objective Objective { get; init; }

    /// <summary>What may be chosen.</summary>
    /// <value>Needed where the training function takes a <see cref="Trial"/>; a record brings its own space.</value>
    public SearchSpace? Space { get; init; }

    /// <summary>How many trials: the size of the population in Population Based Training.</summary>
    /// <value>At least 1. Not set means as many as the time budget allows, or as the grid has points.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Trials
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Trials), value, "An experiment has at least 1 trial.");
    }

    /// <summary>Proposes the configurations that trials start with. Default: random.</summary>
    public Sampler Sampler { get; init; } = new RandomSampler();

    /// <summary>Decides about running trials. Default: each runs to its end.</summary>
    public Scheduler Scheduler { get; init; } = new FirstInFirstOut();

    /// <summary>When a trial, or the experiment, has had enough.</summary>
    /// <value>Default: when the training function returns.</value>
    public StopRule Stop { get; init; } = Clade.Stop.Never;

    /// <summary>What one trial needs while it runs. Default: one CPU core.</summary>
    public Resources Resources { get; init; } = new();

    /// <summary>At most so many trials at once, besides what the resources allow.</summary>
    /// <value>At least 1. Default: as many as fit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxConcurrentTrials
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxConcurrentTrials), value, "At least 1 trial must be allowed to run.");
    }

    /// <summary>The seed of all decisions. The same seed draws the same configurations.</summary>
    /// <value>Default: a fresh one, which is printed and stored.</value>
    public ulong? Seed { get; init; }

    /// <summary>The folder in which experiments lie, each in a folder of its own.</summary>
    /// <value>Default: <c>experiments</c> below the working folder.</value>
    public string Folder { get; init; } = "experiments";

    /// <summary>Where training functions run. Default: in worker processes.</summary>
    public WorkerKind Workers { get; init; } = WorkerKind.Processes;

    /// <summary>How often a trial is tried again after its training function threw.</summary>
    /// <value>At least 0. Default 1. It goes on from its last checkpoint.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxFailures
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxFailures), value, "A number of retries is at least 0.");
    } = 1;

    /// <summary>How often a trial is tried again after its worker was lost.</summary>
    /// <value>At least 0. Default 3. Counted apart from what the training function throws.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxLostWorkers
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(MaxLostWorkers), value, "A number of retries is at least 0.");
    } = 3;

    /// <summary>A worker that reports nothing for so long is taken for hung, and ended.</summary>
    /// <value>Above zero. Default: none, since nobody but you knows how long an iteration takes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan? ReportTimeout
    {
        get;
        init => field = value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(ReportTimeout), value, "A report timeout must be above zero.");
    }

    /// <summary>
    /// How long a training function that was told to end may take to do so before its worker is ended.
    /// </summary>
    /// <value>Above zero. Default 30 s.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan LeaveTimeout
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(LeaveTimeout), value, "A leave timeout must be above zero.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>How much training a crash may cost: a checkpoint is taken when the last one is so old.</summary>
    /// <value>At least zero. Default 1 minute. Ready points of Population Based Training save anyway.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan CheckpointInterval
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(CheckpointInterval), value,
            "A checkpoint interval is at least zero: zero saves after every report.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a report without the objective's metric is a warning instead of the experiment's end.</summary>
    /// <value>Default false. Such a report ranks last.</value>
    public bool AllowMissingMetrics { get; init; }

    /// <summary>The GPUs to hand out, as <c>CUDA_VISIBLE_DEVICES</c> names them: an index or a UUID.</summary>
    /// <value>Default: those that the NVIDIA driver lists, if there is one.</value>
    public ImmutableArray<string>? Gpus { get; init; }

    /// <summary>The CPU cores to hand out, by number.</summary>
    /// <value>Default: those that this process may use, as many as its quota allows.</value>
    public ImmutableArray<int>? Cpus { get; init; }

    /// <summary>Counts of resources of your own that trials ask for in <see cref="Resources.Custom"/>.</summary>
    public ImmutableSortedDictionary<string, long> CustomResources { get; init; } =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>What people see while the experiment runs. Default: what fits the output.</summary>
    public Progress Progress { get; init; } = Progress.Auto;

    /// <summary>Whether Ctrl+C lets every trial save and then ends the program with code 130.</summary>
    /// <value>
    /// Default true: once stops orderly, twice at once. When false, cancel by the token that <see cref="Tune"/> takes.
    /// </value>
    public bool HandlesCtrlC { get; init; } = true;

    internal DriverHooks Hooks { get; init; } = DriverHooks.None;
}
