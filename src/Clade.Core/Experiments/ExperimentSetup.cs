using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Clade.Experiments;

/// <summary>The options of an opening that may differ from those of the one before, for the journal.</summary>
/// <param name="Stop">The stop rule, one line.</param>
/// <param name="Trials">How many trials; none means as many as the time budget allows.</param>
/// <param name="Scheduler">The scheduler with its options, one line.</param>
/// <param name="Sampler">The sampler, one line.</param>
/// <param name="Fold">What the fold over events has to know of the options.</param>
internal sealed record ExperimentSetup(string Stop, int? Trials, string Scheduler, string Sampler, FoldRules Fold)
{
    public static ExperimentSetup Of(ExperimentSettings settings) => new(
        settings.Stop.Describe(), settings.Trials, settings.Scheduler.Describe(),
        settings.Sampler.Describe(settings.Space),
        FoldRules.Of(settings));

    /// <summary>Whether both decide the same, as far as one line says it.</summary>
    public bool IsSameAs(ExperimentSetup? other) => Lines.SequenceEqual(other?.Lines ?? []);

    /// <summary>What another setup changes, each a line for people.</summary>
    public IEnumerable<string> DifferencesTo(ExperimentSetup now) => Lines.Zip(now.Lines)
        .Where(static pair => pair.First != pair.Second)
        .Select(static pair => $"{pair.First.Name}: {pair.First.Text} before, {pair.Second.Text} from now on");

    private IEnumerable<(string Name, string Text)> Lines =>
    [
        ("stop", Stop),
        ("trials", Trials?.ToString(CultureInfo.InvariantCulture) ?? "as time allows"),
        ("scheduler", Scheduler),
        ("sampler", Sampler),
    ];
}

/// <summary>
/// What the fold over events needs of the options. It is data in the journal, because options may change when an
/// experiment is resumed, and what was folded under the old ones must not.
/// </summary>
/// <param name="TimeMetric">The metric that counts as time; none means that reports are counted.</param>
/// <param name="RecentScoresKept">How many of a trial's last scores are remembered.</param>
/// <param name="KeepsBest">Whether the checkpoint of the best unit is kept.</param>
/// <param name="TrialPlateaus">The least improvement of each plateau rule for trials.</param>
/// <param name="ExperimentPlateaus">The least improvement of each plateau rule for the experiment.</param>
/// <param name="AverageFrom">The time from which a trial's scores are averaged; none if they need not be.</param>
/// <param name="KeepsCurve">Whether every score of a trial is remembered.</param>
/// <param name="ScoreChangesKept">How many of the last changes of scores are remembered.</param>
/// <param name="KeepsOrigins">Whether the configurations that lineages began with are remembered.</param>
internal sealed record FoldRules(
    string? TimeMetric, int RecentScoresKept, bool KeepsBest, ImmutableArray<double> TrialPlateaus,
    ImmutableArray<double> ExperimentPlateaus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double? AverageFrom = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool KeepsCurve = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int ScoreChangesKept = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool KeepsOrigins = false)
{
    public static FoldRules Of(ExperimentSettings settings) => new(
        settings.Scheduler.TimeMetric, settings.Scheduler.RecentScoresKept, settings.Scheduler.KeepsBest,
        settings.Stop.PlateausOf(StopScope.Trial), settings.Stop.PlateausOf(StopScope.Experiment),
        settings.Scheduler.AverageFrom, settings.Scheduler.KeepsCurves, settings.Scheduler.ScoreChangesKept,
        settings.Scheduler.KeepsOrigins);

    /// <summary>The time attribute's value in a report; none if the report lacks it.</summary>
    public double? TimeOf(Metrics metrics, long iteration) => TimeMetric is null
        ? iteration
        : metrics.TryGetValue(TimeMetric, out var time) && double.IsFinite(time) ? time : null;
}
