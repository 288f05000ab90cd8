using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Display;

/// <summary>What there is to show: a fold over the batches of an experiment. Immutable, so that a screen can draw it
/// while the driver goes on.</summary>
internal sealed record ProgressModel
{
    /// <summary>More lines than any screen has are kept for nobody.</summary>
    internal const int NoticesMax = 100;

    /// <summary>In the first seconds nearly every report is a new best; a line for each would hide the rest.</summary>
    internal static readonly TimeSpan BestEvery = TimeSpan.FromSeconds(5);

    private NoticeWriter Writer { get; init; } = null!;

    public required ProgressStart Start { get; init; }

    public required ExperimentState State { get; init; }

    /// <summary>Iterations done before this driver opened the experiment: speed counts from here.</summary>
    public required long IterationsBefore { get; init; }

    /// <summary>The lines of the last batch.</summary>
    public ImmutableArray<Notice> Latest { get; init; } = [];

    /// <summary>The last exploits, warnings and failures, newest last.</summary>
    public ImmutableQueue<Notice> Recent { get; init; } = [];

    /// <summary>The last warnings and failures, newest last.</summary>
    public ImmutableQueue<Notice> Problems { get; init; } = [];

    private bool HasBegun { get; init; }

    private int RecentCount { get; init; }

    private int ProblemCount { get; init; }

    /// <summary>How often a training function threw, since this driver opened the experiment.</summary>
    public int Failures { get; init; }

    /// <summary>How many workers were lost, since this driver opened the experiment.</summary>
    public int LostWorkers { get; init; }

    private BestUnit? AnnouncedBest { get; init; }

    private TimeSpan? AnnouncedAt { get; init; }

    public static ProgressModel Begin(
        ProgressStart start, ExperimentState state, ProgressSymbols symbols, bool withDetails) => new()
        {
            Writer = new NoticeWriter(start.Objective, symbols, withDetails),
            Start = start,
            State = state,
            IterationsBefore = ProgressEstimate.IterationsDone(start, state),
            AnnouncedBest = state.Best,
        };

    /// <summary>The model after one more batch.</summary>
    public ProgressModel Next(ExperimentState state, IReadOnlyList<JournalEntry> entries)
    {
        var latest = ImmutableArray.CreateBuilder<Notice>();
        foreach (var entry in entries) latest.AddRange(Writer.Write(entry, state));

        var next = this with { State = state, HasBegun = true };
        if (state.Best is { } best && best != AnnouncedBest
            && (AnnouncedAt is not { } last || state.Active - last >= BestEvery))
        {
            latest.Add(Writer.OfBest(best, state.Active));
            next = next with { AnnouncedBest = best, AnnouncedAt = state.Active };
        }

        foreach (var notice in latest) next = next.Remember(notice);
        var ends = entries.Select(static entry => entry.Event).OfType<AttemptEnded>().ToList();
        return next with
        {
            Latest = latest.ToImmutable(),
            Failures = Failures + ends.Count(static end => end.Outcome == AttemptOutcome.Failed),
            LostWorkers = LostWorkers + ends.Count(end => NoticeWriter.IsLoss(end, state)),
        };
    }

    /// <summary>How long the experiment has been open at a time, over all resumes.</summary>
    /// <remarks>Nobody had it open between the last driver's end and the first step of this one.</remarks>
    public TimeSpan ActiveAt(DateTimeOffset now) => HasBegun && State.Openings > 0 && now > State.Now
        ? State.ActiveBefore + (now - State.OpenedAt)
        : State.Active;

    /// <summary>How many trials are in a status.</summary>
    public int CountOf(TrialStatus status) => State.Trials.Count(trial => trial.Status == status);

    private ProgressModel Remember(Notice notice)
    {
        var next = this;
        if (notice.IsProblem || notice.Kind is NoticeKind.Exploit or NoticeKind.Closing)
        {
            var full = RecentCount == NoticesMax;
            next = next with
            {
                Recent = (full ? Recent.Dequeue() : Recent).Enqueue(notice),
                RecentCount = full ? NoticesMax : RecentCount + 1,
            };
        }

        if (notice.IsProblem)
        {
            var full = ProblemCount == NoticesMax;
            next = next with
            {
                Problems = (full ? Problems.Dequeue() : Problems).Enqueue(notice),
                ProblemCount = full ? NoticesMax : ProblemCount + 1,
            };
        }

        return next;
    }
}
