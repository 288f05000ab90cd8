using System.Collections.Immutable;

namespace Clade;

/// <summary>
/// The state of a sampler that learns by generations, as a function of the observations: by trial number, as many as
/// the state asks for are a generation. The last generations' states are kept, so that a further observation costs no
/// more than its own generation; one that comes late takes its place by number, and what follows is computed again.
/// </summary>
/// <typeparam name="TState">What was learned; never changed.</typeparam>
internal abstract class GenerationFold<TState>
{
    /// <summary>A result later than by so many generations has all be computed anew.</summary>
    private const int KeptMax = 24;

    private readonly List<Observation> _folded = [];
    private readonly List<(int End, TState State)> _kept = [];

    /// <summary>What was learned of all generations that are complete.</summary>
    public TState After(ImmutableArray<Observation> observations)
    {
        var first = FirstDifference(observations);
        _folded.RemoveRange(first, _folded.Count - first);
        _kept.RemoveAll(kept => kept.End > first);
        var start = StartOf(observations);
        if (_kept.Count == 0 || _kept[0].End != start) Restart(observations, start);

        while (_kept[^1] is var (end, state) && end + SizeOf(state) <= observations.Length)
        {
            var next = end + SizeOf(state);
            Keep(next, Step(state, observations.AsSpan()[end..next]));
            _folded.RemoveRange(end, _folded.Count - end);
            _folded.AddRange(observations[end..next]);
        }

        return _kept[^1].State;
    }

    /// <summary>Where the first generation begins; what comes before is known at the start.</summary>
    protected abstract int StartOf(ImmutableArray<Observation> observations);

    /// <summary>The state before the first generation.</summary>
    protected abstract TState Begin(ReadOnlySpan<Observation> before);

    /// <summary>How many members the next generation has; at least 1.</summary>
    protected abstract int SizeOf(TState state);

    /// <summary>The state after a generation.</summary>
    protected abstract TState Step(TState state, ReadOnlySpan<Observation> generation);

    private void Restart(ImmutableArray<Observation> observations, int start)
    {
        _kept.Clear();
        _folded.Clear();
        _folded.AddRange(observations[..start]);
        _kept.Add((start, Begin(observations.AsSpan()[..start])));
    }

    private void Keep(int end, TState state)
    {
        _kept.Add((end, state));
        // The first is where all begins.
        if (_kept.Count > KeptMax) _kept.RemoveAt(1);
    }

    private int FirstDifference(ImmutableArray<Observation> observations)
    {
        var count = Math.Min(_folded.Count, observations.Length);
        for (var i = 0; i < count; i++)
        {
            if (!IsSame(_folded[i], observations[i])) return i;
        }

        return count;
    }

    private static bool IsSame(Observation was, Observation now) => ReferenceEquals(was, now)
        || (was.Trial == now.Trial && was.Score.Equals(now.Score) && Equals(was.Metrics, now.Metrics)
            && was.Config.Equals(now.Config));
}
