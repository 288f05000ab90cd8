using System.Collections.Immutable;
using System.Globalization;
using Clade.Checkpoints;
using Clade.Experiments;
using static Clade.Display.ProgressText;

namespace Clade.Driver;

/// <summary>Tells people what an opening found: what is there, what is not, and up to when.</summary>
internal static class RecoveryNotes
{
    private const int NamesMax = 3;

    /// <param name="recovered">What the journal gave back.</param>
    /// <param name="checkpoints">What lies on disk.</param>
    /// <param name="removed">What was cleared up before.</param>
    public static ImmutableArray<string> Of(
        Recovered recovered, CheckpointStore checkpoints, CheckpointGarbage removed)
    {
        if (recovered.Steps == 0) return [];

        var state = recovered.State;
        var notes = ImmutableArray.CreateBuilder<string>();
        notes.Add(
            $"recovered {Count(state.ReportCount, "report")}, {Count(state.Trials.Count, "trial")}, " +
            $"{Count(state.Checkpoints.Count, "checkpoint")}; the last entry is from {Time(state.Now)}");

        var missing = state.Checkpoints.Keys.Where(id => !checkpoints.Exists(id)).ToArray();
        if (missing.Length > 0)
        {
            notes.Add(
                $"{Count(missing.Length, "checkpoint")} can't be found: {Names(missing)}; their trials go on from an " +
                "older one, or from scratch");
        }

        var damaged = DamagedBefore(state).ToArray();
        if (damaged.Length > 0)
        {
            notes.Add($"found damaged before, and gone on without: {Names(damaged)}");
        }

        var leftovers = removed.Checkpoints + removed.Partial;
        if (leftovers > 0) notes.Add($"removed {Count(leftovers, "leftover")} of saves that were cut off");
        return notes.ToImmutable();
    }

    private static IEnumerable<string> DamagedBefore(ExperimentState state) =>
        from code in state.Warned
        where code.StartsWith(Reactions.CheckpointDamagedCode, StringComparison.Ordinal)
        select code[Reactions.CheckpointDamagedCode.Length..];

    private static string Time(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    private static string Names<T>(T[] all)
    {
        var rest = all.Length - NamesMax;
        var names = string.Join(", ", all.Take(NamesMax));
        return rest > 0 ? string.Create(CultureInfo.InvariantCulture, $"{names} and {rest} more") : names;
    }
}
