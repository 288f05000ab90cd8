using System.Collections.Immutable;

namespace Clade.CmaEs;

/// <summary>
/// The strategy's state as a function of the observations: by trial, as many as a population has are a generation. It
/// keeps the states of the last generations, so that a further observation costs no more than its own generation.
/// </summary>
/// <remarks>
/// A result that comes late takes its place by trial number, and the generations from there on are computed again. A
/// trial that was drawn from another distribution than its generation's is taken for an injected solution.
/// </remarks>
internal sealed class CmaFold(CmaEsSampler options, SearchSpace space, ulong seed)
{
    /// <summary>Results later than by so many generations have all be computed anew.</summary>
    private const int KeptMax = 24;

    /// <summary>A trial's draw is looked for in so many last distributions.</summary>
    private const int RecentMax = 4;

    private readonly List<Observation> _folded = [];
    private readonly List<(int End, ImmutableList<CmaState> Recent)> _kept = [];

    public CmaSpace Space { get; } = new(space);

    public CmaEsSampler Options => options;

    public ulong Seed => seed;

    public SearchSpace SearchSpace => space;

    /// <summary>The distribution to draw the next trial from.</summary>
    public CmaState After(ImmutableArray<Observation> observations)
    {
        var first = FirstDifference(observations);
        _folded.RemoveRange(first, _folded.Count - first);
        _kept.RemoveAll(kept => kept.End > first);
        var warm = Count(observations, options.WarmStartTrials);
        if (_kept.Count == 0 || _kept[0].End != warm) Begin(observations, warm);

        while (_kept[^1] is var (end, recent) && end + recent[^1].Constants.Population <= observations.Length)
        {
            var next = end + recent[^1].Constants.Population;
            var state = Step(recent, observations.AsSpan()[end..next]);
            _folded.RemoveRange(end, _folded.Count - end);
            _folded.AddRange(observations[end..next]);
            Keep(next, state.Restarts == recent[^1].Restarts ? [.. recent.TakeLast(RecentMax - 1), state] : [state]);
        }

        return _kept[^1].Recent[^1];
    }

    private void Begin(ImmutableArray<Observation> observations, int warm)
    {
        var n = Space.Numbers.Length;
        var mean = new double[n];
        Array.Fill(mean, 0.5);
        var population = options.PopulationSize ?? CmaConstants.PopulationFor(Space.Encoding.Dimensions.Length);
        var state = CmaState.At(
            mean, options.InitialStep, CmaConstants.Of(n, population),
            CategoricalDistribution.Uniform(Space.CategoryCounts));
        state = CmaWarmStart.From(state, Space, observations[..warm], options.WarmStartFraction);

        _kept.Clear();
        _folded.Clear();
        _folded.AddRange(observations[..warm]);
        _kept.Add((warm, [CmaMargin.Apply(state, Space.Edges)]));
    }

    private CmaState Step(ImmutableList<CmaState> recent, ReadOnlySpan<Observation> observations)
    {
        var state = recent[^1];
        var members = new List<(CmaMember Member, int Trial)>();
        foreach (var observation in observations) members.Add((MemberOf(recent, observation), observation.Trial));
        members.Sort(static (a, b) => b.Member.Score.CompareTo(a.Member.Score) is var byScore and not 0
            ? byScore
            : a.Trial.CompareTo(b.Trial));

        CmaMember[] generation = [.. members.Select(static pair => pair.Member)];
        state = CmaRestart.Noted(state, generation);
        // Where all are equal, there is nothing to learn.
        state = generation[0].Score.CompareTo(generation[^1].Score) == 0
            ? state with { Generation = state.Generation + 1 }
            : CmaMargin.Apply(CmaUpdate.After(state, generation), Space.Edges);
        return options.MayRestart && CmaRestart.IsDue(state) ? CmaRestart.Begin(state, Space, options, seed) : state;
    }

    private CmaMember MemberOf(ImmutableList<CmaState> recent, Observation observation)
    {
        var point = Space.PointOf(observation.Config);
        for (var i = recent.Count - 1; i >= 0 && observation.Trial >= 0; i--)
        {
            var drawn = CmaDraw.Of(Space, recent[i], seed, observation.Trial);
            // Values that are apart hide where in its cell a draw was.
            if (Space.IsSame(drawn, point)) return new CmaMember(drawn, observation.Score, IsDrawn: true);
        }

        return new CmaMember(point, observation.Score, IsDrawn: false);
    }

    private void Keep(int end, ImmutableList<CmaState> recent)
    {
        _kept.Add((end, recent));
        // The first is where all begins.
        if (_kept.Count > KeptMax) _kept.RemoveAt(1);
    }

    private int FirstDifference(ImmutableArray<Observation> observations)
    {
        var count = Math.Min(_folded.Count, observations.Length);
        for (var i = 0; i < count; i++)
        {
            var (was, now) = (_folded[i], observations[i]);
            var isSame = ReferenceEquals(was, now)
                || (was.Trial == now.Trial && was.Score.Equals(now.Score)
                    && (ReferenceEquals(was.Config, now.Config) || was.Config.Equals(now.Config)));
            if (!isSame) return i;
        }

        return count;
    }

    /// <summary>How many observations are of trials before that number.</summary>
    private static int Count(ImmutableArray<Observation> observations, int before)
    {
        var count = 0;
        while (count < observations.Length && observations[count].Trial < before) count++;
        return count;
    }
}
