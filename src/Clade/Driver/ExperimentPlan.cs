using Clade.Experiments;
using Clade.Workers;

namespace Clade.Driver;

/// <summary>A checked experiment that is ready to be driven: nothing has been started or written yet.</summary>
internal sealed record ExperimentPlan
{
    public required Delegate Train { get; init; }

    public required TuneOptions Options { get; init; }

    /// <summary>The record that brings the search space; none where the options have it.</summary>
    public Type? ConfigType { get; init; }

    public required ExperimentSettings Settings { get; init; }

    public required MachineResources Machine { get; init; }

    /// <summary>How another process finds the training function; none where it runs in this one.</summary>
    public required FunctionReference? Function { get; init; }

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
        return Of(train, options, SearchSpace.For<TConfig>(), options.Space is null ? [] :
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
        return Of(train, options, options.Space ?? new SearchSpace(), options.Space is not null ? [] :
        [
            "Space is not set, so there is nothing to tune: set Space, or take a Trial<TConfig> whose record " +
            "describes it.",
        ]);
    }

    /// <exception cref="CladeException">Something is wrong; the message lists every mistake.</exception>
    private static ExperimentPlan Of(
        Delegate train, TuneOptions options, SearchSpace space, IEnumerable<string> mistakes)
    {
        var settings = SettingsOf(options, space);
        var machine = ThisMachine.Describe(options);
        var all = mistakes.Concat(OptionMistakes.In(options, settings, machine).Select(static m => m.Message)).ToList();
        FunctionReference? function = null;
        if (options.Workers == WorkerKind.Processes)
        {
            try
            {
                function = FunctionReference.From(train);
            }
            catch (CladeException refusal)
            {
                all.Add(refusal.Message);
            }
        }

        if (all.Count > 0) throw new CladeException(Listed(options.Name, all));

        return new ExperimentPlan
        {
            Train = train,
            Options = options,
            Settings = settings,
            Machine = machine,
            Function = function,
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
