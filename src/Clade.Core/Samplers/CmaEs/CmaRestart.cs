namespace Clade.CmaEs;

/// <summary>
/// When a search has nothing more to find where it is (Hansen, 2016, B.3), and where it begins again.
/// </summary>
internal static class CmaRestart
{
    private const double ScoreTolerance = 1e-12;
    private const double StepMin = 1e-10;
    private const double AxisRatioMax = 1e7;

    /// <summary>The state with the generation's scores noted.</summary>
    /// <param name="state">The state.</param>
    /// <param name="generation">The members, the best first.</param>
    public static CmaState Noted(CmaState state, IReadOnlyList<CmaMember> generation)
    {
        var older = state.Scores.Count >= LongWindow(state) ? state.Scores.RemoveAt(0) : state.Scores;
        return state with
        {
            Scores = older.Add((Rank(generation[0].Score), Rank(generation[generation.Count / 2].Score))),
        };

        // NaN would break every comparison.
        static double Rank(Score score) => score.IsUsable ? score.Value : double.NegativeInfinity;
    }

    /// <summary>Whether the search has come to its end.</summary>
    public static bool IsDue(CmaState state) =>
        (state.Mean.Length > 0 && HasCollapsed(state)) || IsFlat(state) || Stagnates(state);

    /// <summary>A search from a random place, with a larger population (Auger and Hansen, 2005, IPOP).</summary>
    public static CmaState Begin(CmaState state, CmaSpace space, CmaEsSampler options, ulong seed)
    {
        var restarts = state.Restarts + 1;
        // Trials are from 0 on: no trial has this stream.
        var random = KeyedRandom.For(seed, RandomPurpose.Sampler, -restarts);
        var mean = new double[state.Mean.Length];
        for (var i = 0; i < mean.Length; i++) mean[i] = random.NextDouble();
        var population = (int)Math.Min(
            CmaEsSampler.PopulationMax, Math.Ceiling(state.Constants.Population * options.PopulationGrowth));
        var constants = CmaConstants.Of(mean.Length, population);
        var fresh = CmaState.At(
            mean, options.InitialStep, constants, CategoricalDistribution.Uniform(space.CategoryCounts));
        return CmaMargin.Apply(fresh with { Restarts = restarts }, space.Edges);
    }

    private static bool HasCollapsed(CmaState state) =>
        state.Lengths.Max() / state.Lengths.Min() > AxisRatioMax
        || Enumerable.Range(0, state.Mean.Length).All(i => state.DeviationOf(i) < StepMin);

    private static bool IsFlat(CmaState state)
    {
        var window = ShortWindow(state);
        if (state.Scores.Count < window) return false;

        var bests = state.Scores.TakeLast(window).Select(static scores => scores.Best).ToArray();
        // While nothing is usable there is nothing to tell apart either.
        return bests.All(static best => !double.IsFinite(best))
            || bests.Max() - bests.Min() <= ScoreTolerance * Math.Max(1, Math.Abs(bests.Max()));
    }

    private static bool Stagnates(CmaState state)
    {
        var window = LongWindow(state);
        if (state.Scores.Count < window) return false;

        var part = window * 3 / 10;
        var (old, now) = (state.Scores.Take(part).ToArray(), state.Scores.TakeLast(part).ToArray());
        return Median(now.Select(static s => s.Best)) <= Median(old.Select(static s => s.Best))
            && Median(now.Select(static s => s.Median)) <= Median(old.Select(static s => s.Median));

        static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
    }

    private static int ShortWindow(CmaState state) => 10 + PerCoordinate(state);

    private static int LongWindow(CmaState state) => 120 + PerCoordinate(state);

    private static int PerCoordinate(CmaState state) =>
        (int)Math.Ceiling(30.0 * state.Constants.Dimensions / state.Constants.Population);
}
