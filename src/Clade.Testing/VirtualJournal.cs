using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Testing;

/// <summary>The journal of a simulated experiment. It survives a crash of the driver, as bytes.</summary>
/// <param name="settings">The experiment's.</param>
/// <param name="step">The engine that decided.</param>
internal sealed class VirtualJournal(
    ExperimentSettings settings, Func<ExperimentSettings, ExperimentState, ExperimentEvent, StepResult> step)
{
    private readonly List<JournalEntry> _entries = [];
    private readonly HashSet<(TrialId, int, long)> _reports = [];
    private ExperimentState _replayed = ExperimentState.Empty;
    private int _replayedCount;

    /// <summary>What the entries from here on are decided with.</summary>
    public ExperimentSettings Settings { get; set; } = settings;

    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>The state after the last entry.</summary>
    public ExperimentState Last => _entries.Count == 0 ? ExperimentState.Empty : _entries[^1].After;

    public void Append(IEnumerable<JournalEntry> batch) => _entries.AddRange(batch);

    public bool HoldsReport(TrialId trial, int attempt, long sequence) =>
        _reports.Contains((trial, attempt, sequence));

    /// <summary>
    /// Reads the journal back from its bytes: that must give the state to the byte, and the same decisions again.
    /// </summary>
    /// <remarks>
    /// It goes on from the last replay, which is the same as beginning anew: a fold over what was read from bytes.
    /// </remarks>
    /// <param name="expected">The state as it was when the journal was written.</param>
    public ExperimentState Replay(ExperimentState expected)
    {
        for (; _replayedCount < _entries.Count; _replayedCount++)
        {
            var entry = _entries[_replayedCount];
            var before = _replayed;
            var (happened, recorded) = FoldOne(entry);
            RequireSame(entry, recorded, step(Settings, before, happened).Commands);
        }

        return RequireSame(expected);
    }

    /// <summary>The same without deciding anything again: what was decided under other settings, say.</summary>
    public ExperimentState Fold(ExperimentState expected)
    {
        for (; _replayedCount < _entries.Count; _replayedCount++) FoldOne(_entries[_replayedCount]);

        return RequireSame(expected);
    }

    private ExperimentState RequireSame(ExperimentState expected)
    {
        if (!JournalJson.WriteState(_replayed).AsSpan().SequenceEqual(JournalJson.WriteState(expected)))
        {
            throw new InvariantViolationException("Replaying the journal gives another state.");
        }

        return _replayed;
    }

    private (ExperimentEvent Happened, byte[] Recorded) FoldOne(JournalEntry entry)
    {
        var happened = JournalJson.ReadEvent(JournalJson.WriteEvent(entry.Event));
        var recorded = JournalJson.WriteCommands(entry.Commands);
        if (happened is Reported report) _reports.Add((report.Trial, report.Attempt, report.Sequence));
        _replayed = Experiment.Replay(Settings, _replayed, happened, JournalJson.ReadCommands(recorded));
        return (happened, recorded);
    }

    private void RequireSame(JournalEntry entry, byte[] recorded, ImmutableArray<Command> decided)
    {
        // Most commands compare by value. Only those with lists have to be compared as text, which takes long.
        if (entry.Commands.AsSpan().SequenceEqual(decided.AsSpan())) return;

        var text = JournalJson.WriteCommands(decided);
        if (recorded.AsSpan().SequenceEqual(text)) return;

        throw new InvariantViolationException(
            $"Step {_replayedCount + 1} ({JournalJson.KindOf(entry.Event)}) is decided otherwise on replay: " +
            $"recorded {Text(recorded)}, decided {Text(text)}.");
    }

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
