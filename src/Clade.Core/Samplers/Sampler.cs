using System.Collections.Immutable;
using System.Globalization;
using Clade.Spaces;

namespace Clade;

/// <summary>Proposes configurations for new trials.</summary>
public abstract record Sampler
{
    private protected Sampler()
    {
    }

    /// <summary>Configurations to begin with: what worked before, say.</summary>
    /// <value>
    /// Each may leave hyperparameters out; those are drawn. The first trials get them, in this order. None by default.
    /// </value>
    /// <remarks>
    /// An integer is taken for a float where the space has floats. A value outside its domain is refused before the
    /// experiment starts.
    /// </remarks>
    public IReadOnlyList<Configuration> StartingConfigurations
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value.Contains(null!)
                ? throw new ArgumentException("A starting configuration can't be null. Leave it out.", nameof(value))
                : new ValueList<Configuration>(value);
        }
    } = ValueList<Configuration>.Empty;

    /// <summary>Outcomes of earlier experiments, to learn from as if they were trials of this one.</summary>
    /// <value>Each must lie in the space and have the objective's metric. None by default.</value>
    /// <remarks>
    /// They count among the observations, not among the trials: none of them is run again, and none can be the best.
    /// Under a scheduler with rungs they count as trained to the highest one.
    /// What does not fit the space is refused before the experiment starts; <see cref="EarlierTrial.FittedTo"/> makes
    /// it fit. Samplers that do not learn refuse them.
    /// </remarks>
    public IReadOnlyList<EarlierTrial> EarlierTrials
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value.Contains(null!)
                ? throw new ArgumentException("An earlier trial can't be null. Leave it out.", nameof(value))
                : new ValueList<EarlierTrial>(value);
        }
    } = ValueList<EarlierTrial>.Empty;

    /// <summary>
    /// Whether proposals depend on what earlier trials reached. The experiment then asks for one when a trial can
    /// begin, and does not wait for the answer.
    /// </summary>
    internal virtual bool Learns => false;

    /// <summary>The metrics that it needs of every report, besides the objective's.</summary>
    internal virtual IEnumerable<string> RequiredMetrics => [];

    /// <summary>The configuration of a trial. The same request always gets the same.</summary>
    /// <param name="request">The trial, and what is known of those before.</param>
    /// <returns>The configuration; none when there is none left.</returns>
    internal abstract Configuration? Propose(ProposalRequest request);

    /// <summary>The configuration of a trial that nothing was learned for.</summary>
    internal Configuration? Propose(SearchSpace space, int trial, ulong experimentSeed) =>
        Propose(new ProposalRequest(space, trial, experimentSeed, TrialHistory.Empty));

    /// <summary>How many trials the experiment has.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="trials">How many the user asked for; none for as many as the time budget allows.</param>
    /// <returns>The number; none for no limit.</returns>
    internal abstract int? CountOf(SearchSpace space, int? trials);

    /// <summary>One line, for the journal and for people.</summary>
    internal virtual string Describe()
    {
        var starting = StartingConfigurations.Count == 0
            ? ""
            : $" after {Literal.Of(StartingConfigurations.Count)} given configurations";
        var earlier = EarlierTrials.Count == 0 ? "" : $" with {Literal.Of(EarlierTrials.Count)} earlier trials";
        return $"{GetType().Name}{starting}{earlier}";
    }

    /// <summary>One line, where the space has a say in what is done.</summary>
    internal virtual string Describe(SearchSpace space) => Describe();

    /// <summary>Why this sampler can't work with a space; empty when it can.</summary>
    internal virtual IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        if (!space.DefinitionMistakes.IsEmpty) return space.DefinitionMistakes;

        return
        [
            .. StartingConfigurations.SelectMany((config, index) => SpaceCheck.MistakesOfPartial(space, config)
                .Select(mistake => $"Starting configuration {Literal.Of(index)}: {mistake}")),
            .. EarlierTrials.Count > 0 && !Learns
                ? [$"{GetType().Name} has EarlierTrials, but it learns nothing. Leave them out, or use a sampler " +
                    "that learns."]
                : EarlierTrials.SelectMany((trial, index) => trial.Mistakes(space)
                    .Select(mistake => $"Earlier trial {Literal.Of(index)}: {mistake}")),
        ];
    }

    /// <summary>Why this sampler can't work with an objective; empty when it can.</summary>
    internal virtual IEnumerable<string> Mistakes(Objective objective) =>
        EarlierTrials.SelectMany((trial, index) => objective.ReportedMetrics.Concat(RequiredMetrics)
            .Where(name => !trial.Metrics.ContainsKey(name)).Distinct(StringComparer.Ordinal)
            .Select(name => $"Earlier trial {Literal.Of(index)} has no '{name}', which this experiment needs. It has " +
                $"{Literal.List(trial.Metrics.Keys)}. Add it, or leave the trial out."));

    /// <summary>The earlier trials as observations, numbered from below 0.</summary>
    internal virtual ImmutableArray<Observation> EarlierObservations(SearchSpace space, Objective objective) =>
    [
        .. EarlierTrials.Select((trial, index) => new Observation(
            index - EarlierTrials.Count, trial.ConfigIn(space), objective.Score(trial.Metrics), Iteration: 1)
        { Metrics = objective.Complete(trial.Metrics) }),
    ];

    /// <summary>Why a sampler that learns can't work with a space that has grids; none when it has no grids.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="sampler">The sampler's name.</param>
    internal static string? RefuseGrid(SearchSpace space, string sampler)
    {
        var grids = GridMultiplication.GridsOf(space).Select(static grid => $"'{grid.Name}'").ToList();
        return grids.Count == 0
            ? null
            : $"{sampler} can't work with Search.Grid ({Literal.List(grids)}), because it chooses values by what it " +
                "learned, and a grid demands that all are tried. Use RandomSampler or GridSampler, or Search.Choice " +
                "or Search.Ordered instead of the grid.";
    }

    /// <summary>The options that differ from their defaults: ", name value" for each.</summary>
    private protected static string Changes(
        params IEnumerable<(string Name, double? Value, double? Default)> options) => string.Concat(
            options.Where(static option => option.Value != option.Default).Select(static option => string.Create(
                CultureInfo.InvariantCulture, $", {option.Name} {option.Value}")));

    private protected static KeyedRandom RandomOf(int trial, ulong experimentSeed) =>
        KeyedRandom.For(experimentSeed, RandomPurpose.Sample, trial);
}
