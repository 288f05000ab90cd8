using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Driver;

/// <summary>What the journal gave back.</summary>
/// <param name="State">The state, as it was after the last step in the journal.</param>
/// <param name="Steps">How many steps there are.</param>
/// <param name="Differences">
/// How many of them would be decided otherwise today; what was recorded counts. Empty but for a changed Clade.
/// </param>
/// <param name="FirstDifference">The first of those, for people.</param>
internal sealed record Recovered(ExperimentState State, long Steps, long Differences, string? FirstDifference)
{
    /// <summary>A new experiment.</summary>
    public static Recovered Nothing { get; } = new(ExperimentState.Empty, 0, 0, null);

    /// <summary>What was found on disk, for people.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];

    /// <summary>What people should know of it.</summary>
    public IEnumerable<string> Notes => Differences == 0 ? Findings :
    [
        .. Findings,
        $"{Differences} of {Steps} recorded steps would be decided otherwise by this version or these options of " +
        $"Clade; what was recorded counts. The first is {FirstDifference}",
    ];
}

/// <summary>Makes an experiment's state out of its journal.</summary>
internal static class Recovery
{
    public static Recovered Replay(ExperimentSettings settings, IEnumerable<JournalRecord> journal)
    {
        var result = Recovered.Nothing;
        foreach (var record in journal) result = Replay(settings, result, record);
        return result;
    }

    private static Recovered Replay(ExperimentSettings settings, Recovered before, JournalRecord record)
    {
        var decided = Experiment.Step(settings, before.State, record.Event).Commands;
        var next = before with
        {
            State = Experiment.Replay(settings, before.State, record.Event, record.Commands),
            Steps = record.Sequence,
        };

        // Text is compared because it is what the journal keeps: equal text means an equal decision.
        var recorded = JournalJson.WriteCommands(record.Commands);
        return recorded.AsSpan().SequenceEqual(JournalJson.WriteCommands(decided)) ? next : next with
        {
            Differences = before.Differences + 1,
            FirstDifference = before.FirstDifference
                ?? $"step {record.Sequence} ({JournalJson.KindOf(record.Event)}): recorded " +
                   $"{System.Text.Encoding.UTF8.GetString(recorded)}",
        };
    }
}
