using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Clade.Experiments;

/// <summary>What schedulers that compare trials in their course remember of one. Data only.</summary>
internal sealed record TrialCourse
{
    public static TrialCourse Empty { get; } = new();

    /// <summary>The bracket that it was put into; none under a scheduler that needs not remember it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? Bracket { get; init; }

    /// <summary>The rungs that it has come to, the lowest first. Each counts once, whatever is trained again.</summary>
    public ImmutableList<RungEntry> Rungs { get; init; } = [];

    /// <summary>How often it was paused and went on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Promotions { get; init; }

    /// <summary>The average of its scores; none under a scheduler that does not ask for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RunningAverage? Average { get; init; }

    /// <summary>Every score by time, the earliest first; none under a scheduler that does not ask for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableList<LevelScore>? Curve { get; init; }

    /// <summary>The rung that it came to last.</summary>
    public RungEntry? Last => Rungs.IsEmpty ? null : Rungs[^1];

    /// <summary>The course once a trial has reported; what an earlier attempt had reported counts once.</summary>
    public static TrialCourse? After(FoldRules rules, TrialCourse? before, double time, Score score)
    {
        if (rules is { AverageFrom: null, KeepsCurve: false }) return before;

        var course = before ?? Empty;
        if (rules.AverageFrom <= time && !(time <= course.Average?.Until))
        {
            course = course with { Average = (course.Average ?? RunningAverage.Empty).With(time, score) };
        }

        if (rules.KeepsCurve && !(course.Curve is [.., var last] && time <= last.Level))
        {
            course = course with { Curve = (course.Curve ?? []).Add(new LevelScore(time, score)) };
        }

        return course;
    }
}

/// <summary>A trial at a rung.</summary>
/// <param name="Bracket">The bracket that the rung belongs to.</param>
/// <param name="Level">Where the rung is, in units of the time attribute.</param>
/// <param name="Score">What the trial is compared by.</param>
/// <param name="Decision">What becomes of it.</param>
/// <param name="Cutoff">What it had to reach; none if there was nothing to compare with.</param>
internal sealed record RungEntry(
    int Bracket, double Level, Score Score, RungDecision Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Score? Cutoff = null);

/// <summary>What becomes of a trial at a rung.</summary>
internal enum RungDecision
{
    /// <summary>It trains on.</summary>
    Passes,

    /// <summary>It is to end here.</summary>
    Stops,

    /// <summary>It is paused until it is promoted.</summary>
    Waits,

    /// <summary>It was paused, and trains on.</summary>
    Promoted,
}

/// <summary>The average of a trial's usable scores.</summary>
/// <param name="Sum">Their sum.</param>
/// <param name="Count">Their number.</param>
/// <param name="Until">The time of the last report that was looked at.</param>
internal sealed record RunningAverage(double Sum, long Count, double Until)
{
    public static RunningAverage Empty { get; } = new(0, 0, double.NegativeInfinity);

    /// <summary>The average; the worst score if none was usable.</summary>
    [JsonIgnore]
    public Score Value => Count == 0 ? Score.Worst : new Score(Sum / Count);

    public RunningAverage With(double time, Score score) => score.IsUsable
        ? new RunningAverage(Sum + score.Value, Count + 1, time)
        : this with { Until = time };
}
