using Clade.Experiments;
using Clade.Guards;
using Clade.Programs;
using Clade.Workers;
using Clade.Workers.Channel;

namespace Clade.Driver;

/// <summary>A checked experiment that is ready to be driven: nothing has been started or written yet.</summary>
internal sealed record ExperimentPlan
{
    /// <summary>The training function, where it runs in this process.</summary>
    public Delegate? Train { get; init; }

    public required TuneOptions Options { get; init; }

    /// <summary>The record that brings the search space; none where the options have it.</summary>
    public Type? ConfigType { get; init; }

    public required ExperimentSettings Settings { get; init; }

    public required MachineResources Machine { get; init; }

    /// <summary>What worker processes train with; none where the training function runs in this one.</summary>
    public (string Name, string Text)? Training { get; init; }

    /// <summary>Whether a program trains, and no function of .NET.</summary>
    public bool IsOfProgram => Training?.Name == TrainingWorker.ProgramName;

    /// <summary>Reads the machine's memory; none where the system does not say.</summary>
    public Func<MemoryReading?> ReadMemory { get; init; } = new MachineMemory().Read;

    /// <summary>Sees what happens before the driver does; while it looks, a worker that reported waits.</summary>
    public Action<ITrialHost, ExperimentEvent>? Observe { get; init; }

    /// <summary>
    /// Where a worker writes what it took of the memory, once an attempt has ended; none if nobody asks.
    /// </summary>
    public string? PeakFile { get; init; }

    /// <summary>How many trials can run at once.</summary>
    public int SlotCount => Math.Min(
        ResourceLedger.For(Machine).CountThatFit(Options.Resources), Options.MaxConcurrentTrials ?? int.MaxValue);

    /// <summary>Whether GPUs are handed out; otherwise workers see those that the driver sees.</summary>
    public bool ManagesGpus => !Machine.Gpus.IsEmpty;

    public static ExperimentPlan Of<TConfig>(Delegate train, TuneOptions options)
        where TConfig : notnull
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        return OfFunction(train, options, SearchSpace.For<TConfig>(), options.Space is null ? [] :
        [
            $"Space is set, but the record {typeof(TConfig).Name} brings its own search space: leave Space out, or " +
            "take a Trial instead of a Trial<TConfig>.",
        ]) with
        {
            ConfigType = typeof(TConfig),
        };
    }

    public static ExperimentPlan Of(Delegate train, TuneOptions options)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        return OfFunction(train, options, options.Space ?? new SearchSpace(), options.Space is not null ? [] :
        [
            "Space is not set, so there is nothing to tune: set Space, or take a Trial<TConfig> whose record " +
            "describes it.",
        ]);
    }

    public static ExperimentPlan Of(TrainingProgram program, TuneOptions options)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(options);
        return Checked(
            options, options.Space ?? new SearchSpace(),
            options.Space is { } space ? ProgramMistakes.In(program, options, space) :
            [
                "Space is not set, so there is nothing to tune: set Space to what the program can be given.",
            ],
            settings => (
                TrainingWorker.ProgramName, ProgramDescription.Of(program, settings.RequiredMetrics).ToText()));
    }

    private static ExperimentPlan OfFunction(
        Delegate train, TuneOptions options, SearchSpace space, IEnumerable<string> mistakes)
    {
        if (options.Workers == WorkerKind.InProcess)
        {
            return Checked(options, space, mistakes, static _ => null) with { Train = train };
        }

        var function = TryName(train, out var refusal);
        return Checked(
            options, space, refusal is null ? mistakes : [.. mistakes, refusal],
            _ => (TrainingWorker.FunctionName, function!.ToText()));
    }

    private static FunctionReference? TryName(Delegate train, out string? refusal)
    {
        try
        {
            refusal = null;
            return FunctionReference.From(train);
        }
        catch (CladeException e)
        {
            refusal = e.Message;
            return null;
        }
    }

    /// <exception cref="CladeException">Something is wrong; the message lists every mistake.</exception>
    private static ExperimentPlan Checked(
        TuneOptions options, SearchSpace space, IEnumerable<string> mistakes,
        Func<ExperimentSettings, (string Name, string Text)?> trainingOf)
    {
        var settings = SettingsOf(options, space);
        var machine = ThisMachine.Describe(options);
        var all = mistakes.Concat(OptionMistakes.In(options, settings, machine).Select(static m => m.Message)).ToList();
        if (all.Count > 0) throw new CladeException(Listed(options.Name, all));

        return new ExperimentPlan
        {
            Options = options,
            Settings = settings,
            Machine = machine,
            Training = trainingOf(settings),
        };
    }

    /// <summary>What is wrong with options, each with the option that it is to be mended at.</summary>
    public static IEnumerable<OptionMistake> MistakesOf(TuneOptions options, SearchSpace space) =>
        OptionMistakes.In(options, SettingsOf(options, space), ThisMachine.Describe(options));

    private static string Listed(string name, List<string> mistakes) => mistakes is [var only]
        ? only
        : $"Experiment '{name}' can't start, because of {mistakes.Count} mistakes:" +
            string.Concat(mistakes.Select(static mistake => $"{Environment.NewLine}  - {mistake}"));

    private static ExperimentSettings SettingsOf(TuneOptions options, SearchSpace space) => new()
    {
        Name = options.Name,
        Space = space,
        Objective = options.Objective,
        Sampler = options.Sampler,
        Scheduler = options.Scheduler,
        Stop = options.Stop,
        // A space with mistakes has no points to count; it is refused before the number matters.
        Trials = space.DefinitionMistakes.IsEmpty ? options.Sampler.CountOf(space, options.Trials) : options.Trials,
        Seed = options.Seed ?? (ulong)Random.Shared.NextInt64(1, 1L << 32),
        Resources = options.Resources,
        MaxConcurrent = options.MaxConcurrentTrials,
        MaxFailures = options.MaxFailures,
        MaxLostWorkers = options.MaxLostWorkers,
        ReportTimeout = options.ReportTimeout,
        LeaveTimeout = options.LeaveTimeout,
        CheckpointEvery = options.CheckpointInterval,
        AllowMissingMetrics = options.AllowMissingMetrics,
    };
}
