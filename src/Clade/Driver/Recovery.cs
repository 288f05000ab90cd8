using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Driver;

/// <summary>What the store gave back.</summary>
/// <param name="State">The state, as it was after the last step in the journal.</param>
/// <param name="Steps">How many steps there are.</param>
/// <param name="Compared">How many of them were decided again, to be compared with what was recorded.</param>
/// <param name="Differences">
/// How many of those would be decided otherwise today; what was recorded counts. None but for a changed Clade.
/// </param>
/// <param name="FirstDifference">The first of those, for people.</param>
internal sealed record Recovered(
    ExperimentState State, long Steps, long Compared, long Differences, string? FirstDifference)
{
    /// <summary>A new experiment.</summary>
    public static Recovered Nothing { get; } = new(ExperimentState.Empty, 0, 0, 0, null);

    /// <summary>Why stored states were not used, each a sentence.</summary>
    public ImmutableArray<string> PassedOver { get; init; } = [];

    /// <summary>Which options differ from those that the experiment was open with last.</summary>
    public IEnumerable<string> ChangesUnder(ExperimentSettings settings) =>
        State.Setup?.DifferencesTo(ExperimentSetup.Of(settings)) ?? [];

    /// <summary>What was found on disk, for people.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];

    /// <summary>What people should know of it.</summary>
    public IEnumerable<string> Notes => Differences == 0 ? [.. Findings, .. PassedOver] :
    [
        .. Findings,
        .. PassedOver,
        $"{Differences} of {Compared} recorded steps that were decided again ({Steps} in all) would be decided " +
        $"otherwise by this version or these options of Clade; what was recorded counts. The first is " +
        $"{FirstDifference}",
    ];
}

/// <summary>Makes an experiment's state out of its store.</summary>
internal static class Recovery
{
    /// <summary>From the newest stored state on; from the beginning where there is none that is whole.</summary>
    public static Recovered Recover(ExperimentSettings settings, ExperimentStore store)
    {
        var passedOver = new List<string>();
        var snapshot = store.ReadSnapshot(passedOver);
        return Replay(settings, snapshot, store.ReadJournal(snapshot.Sequence)) with { PassedOver = [.. passedOver] };
    }

    /// <summary>The state after entries that follow a stored one.</summary>
    public static Recovered Replay(
        ExperimentSettings settings, StateSnapshot snapshot, IEnumerable<JournalRecord> journal)
    {
        var result = Recovered.Nothing with { State = snapshot.State, Steps = snapshot.Sequence };
        var setup = ExperimentSetup.Of(settings);
        foreach (var record in journal) result = Replay(settings, setup, result, record);
        return result;
    }

    private static Recovered Replay(
        ExperimentSettings settings, ExperimentSetup setup, Recovered before, JournalRecord record)
    {
        var next = before with
        {
            State = Experiment.Replay(settings, before.State, record.Event, record.Commands),
            Steps = record.Sequence,
        };
        // What was decided under other options says nothing about these.
        if (next.State.Setup is { } then && !setup.IsSameAs(then)) return next;

        var decided = Experiment.Step(settings, before.State, record.Event).Commands;
        next = next with { Compared = before.Compared + 1 };

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
