using System.Collections.Immutable;
using Clade.Storage;

namespace Clade.Results;

/// <summary>A stretch of one attempt that a lineage goes through: its reports up to an iteration.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Attempt">The attempt; below 0 for a segment that no attempt has begun.</param>
/// <param name="Segment">The segment.</param>
/// <param name="FirstIteration">The first iteration after its start.</param>
/// <param name="LastIteration">The last one that counts.</param>
/// <param name="Checkpoint">What it started from; none from scratch.</param>
internal sealed record LineageStretch(
    TrialId Trial, int Attempt, int Segment, long FirstIteration, long LastIteration, CheckpointId? Checkpoint);

/// <summary>Walks back from a point of training to its founder, from checkpoint to checkpoint.</summary>
/// <remarks>
/// A checkpoint's name says which attempt saved it after which iteration, and an attempt says which checkpoint it
/// started from. Following that chain is exact where comparing iterations would not be: a donor that was retried after
/// it donated, an attempt that repeated iterations, a fall-back to an older checkpoint.
/// </remarks>
internal sealed class LineageBuilder
{
    private readonly Dictionary<int, SegmentRow> _segments;
    private readonly Dictionary<(TrialId, int), AttemptRow> _attempts;
    private readonly Dictionary<TrialId, TrialResult> _trials;

    private readonly string _databasePath;

    public LineageBuilder(StoreSnapshot snapshot, string databasePath)
    {
        _databasePath = databasePath;
        _segments = snapshot.Segments.ToDictionary(static segment => segment.Id);
        _attempts = snapshot.Attempts.ToDictionary(static attempt => (attempt.Trial, attempt.Attempt));
        _trials = snapshot.Trials.ToDictionary(static trial => trial.Id);
    }

    /// <summary>From the founder to where a trial stands now.</summary>
    public ImmutableArray<LineageStretch> Of(TrialId trial)
    {
        var now = _trials[trial];
        var newest = _attempts.GetValueOrDefault((trial, now.Attempts - 1));
        if (newest?.Segment == now.Segment) return Walk(trial, newest.Attempt, newest.LastIteration);

        // Its segment is opened, but no attempt continues it yet: it begins right behind its checkpoint.
        var segment = _segments[now.Segment];
        var start = segment.Checkpoint?.Iteration ?? 0;
        var pending = new LineageStretch(trial, -1, segment.Id, start + 1, start, segment.Checkpoint);
        return segment.Checkpoint is { } from
            ? [.. Walk(from.Trial, from.Attempt, from.Iteration), pending]
            : [pending];
    }

    /// <summary>From the founder to the best unit.</summary>
    public ImmutableArray<LineageStretch> Of(BestRow best) => Walk(best.Trial, best.Attempt, best.Iteration);

    /// <summary>Joins stretches of one segment: what a reader calls a lineage.</summary>
    public ImmutableArray<LineageSegment> Join(ImmutableArray<LineageStretch> stretches)
    {
        var lineage = ImmutableArray.CreateBuilder<LineageSegment>();
        foreach (var stretch in stretches)
        {
            var segment = _segments[stretch.Segment];
            if (lineage.Count > 0 && lineage[^1] is var last && last.Segment == stretch.Segment)
            {
                lineage[^1] = last with { LastIteration = stretch.LastIteration };
                continue;
            }

            // What it really began from: where the ordered checkpoint was damaged, that is an older one, or none.
            var donor = stretch.Checkpoint is { } from && from.Trial != segment.Trial ? from.Trial : (TrialId?)null;
            lineage.Add(new LineageSegment(
                segment.Id, segment.Trial, donor, stretch.Checkpoint, segment.Config, stretch.FirstIteration,
                stretch.LastIteration));
        }

        return lineage.DrainToImmutable();
    }

    private ImmutableArray<LineageStretch> Walk(TrialId trial, int attempt, long iteration)
    {
        var stretches = new List<LineageStretch>();
        (TrialId Trial, int Attempt, long Iteration)? at = (trial, attempt, iteration);
        while (at is { } point)
        {
            if (!_attempts.TryGetValue((point.Trial, point.Attempt), out var row) || stretches.Count > _attempts.Count)
            {
                throw StoreFailure.Damaged(
                    _databasePath,
                    $"attempt {point.Attempt} of trial {point.Trial}, from which others go on, is missing");
            }

            stretches.Add(new LineageStretch(
                point.Trial, point.Attempt, row.Segment, row.StartIteration + 1, point.Iteration, row.Checkpoint));
            at = row.Checkpoint is { } from ? (from.Trial, from.Attempt, from.Iteration) : null;
        }

        stretches.Reverse();
        return [.. stretches];
    }
}
