using System.Collections.Immutable;

namespace Clade.CmaEs;

/// <summary>The strategy as a function of the observations: the last distributions, the newest last.</summary>
/// <remarks>
/// A trial that was drawn from another distribution than these is taken for an injected solution.
/// </remarks>
internal sealed class CmaFold(CmaEsSampler options, SearchSpace space, ulong seed)
    : GenerationFold<ImmutableList<CmaState>>
{
    /// <summary>A trial's draw is looked for in so many distributions.</summary>
    private const int RecentMax = 4;

    public CmaSpace Space { get; } = new(space);

    protected override int StartOf(ImmutableArray<Observation> observations)
    {
        var count = 0;
        while (count < observations.Length && observations[count].Trial < options.WarmStartTrials) count++;
        return count;
    }

    protected override ImmutableList<CmaState> Begin(ReadOnlySpan<Observation> before)
    {
        var n = Space.Numbers.Length;
        var mean = new double[n];
        Array.Fill(mean, 0.5);
        var population = options.PopulationSize ?? CmaConstants.PopulationFor(Space.Encoding.Dimensions.Length);
        var state = CmaState.At(
            mean, options.InitialStep, CmaConstants.Of(n, population),
            CategoricalDistribution.Uniform(Space.CategoryCounts));
        state = CmaWarmStart.From(state, Space, before.ToArray(), options.WarmStartFraction);
        return [CmaMargin.Apply(state, Space.Edges)];
    }

    protected override int SizeOf(ImmutableList<CmaState> state) => state[^1].Constants.Population;

    protected override ImmutableList<CmaState> Step(
        ImmutableList<CmaState> state, ReadOnlySpan<Observation> generation)
    {
        var members = new List<(CmaMember Member, int Trial)>(generation.Length);
        foreach (var observation in generation) members.Add((MemberOf(state, observation), observation.Trial));
        members.Sort(static (a, b) => b.Member.Score.CompareTo(a.Member.Score) is var byScore and not 0
            ? byScore
            : a.Trial.CompareTo(b.Trial));

        var now = After(state[^1], [.. members.Select(static pair => pair.Member)]);
        if (options.MayRestart && CmaRestart.IsDue(now)) return [CmaRestart.Begin(now, Space, options, seed)];
        return [.. state.TakeLast(RecentMax - 1), now];
    }

    private CmaState After(CmaState state, CmaMember[] generation)
    {
        state = CmaRestart.Noted(state, generation);
        // Where all are equal, there is nothing to learn.
        return generation[0].Score.CompareTo(generation[^1].Score) == 0
            ? state with { Generation = state.Generation + 1 }
            : CmaMargin.Apply(CmaUpdate.After(state, generation), Space.Edges);
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
}
