using System.Globalization;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Why a trial ended at a rung, for people: with the objective's own numbers.</summary>
internal static class RungReason
{
    public static string Of(ExperimentSettings settings, RungEntry entry, string what)
    {
        var score = $"at rung {Ladder.Text(entry.Level)} its {what} was {Text(settings, entry.Score)}";
        return entry.Cutoff is { } cutoff ? $"{score}, worse than the cutoff {Text(settings, cutoff)}" : score;
    }

    /// <summary>It was paused when the experiment came to its end.</summary>
    public static string OfPaused(ExperimentSettings settings, RungEntry entry) =>
        $"{Of(settings, entry, settings.Objective.Metric)}, and it was not promoted before the last trial was done";

    private static string Text(ExperimentSettings settings, Score score) => score.IsUsable
        ? (settings.Objective.Maximizes ? score.Value : -score.Value).ToString("G6", CultureInfo.InvariantCulture)
        : "no number";
}
