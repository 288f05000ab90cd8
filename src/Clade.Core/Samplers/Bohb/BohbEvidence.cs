namespace Clade.Bohb;

/// <summary>What the model learns from: places of good trials and of bad ones, at one level.</summary>
/// <param name="Level">The level; infinite where no scheduler compares trials in their course.</param>
/// <param name="Good">The best trials' places.</param>
/// <param name="Bad">The worst trials' places; with few trials, some are among the good ones too.</param>
internal sealed record BohbEvidence(double Level, double[][] Good, double[][] Bad)
{
    /// <summary>The evidence of the highest level with enough of it; none if there is none.</summary>
    public static BohbEvidence? Of(ProposalRequest request, SpaceEncoding encoding, double goodFraction)
    {
        var dimensions = encoding.Dimensions.Length;
        if (dimensions == 0) return null;

        // At least one trial more than dimensions for either density, and two that are not in both.
        var least = dimensions + 1;
        var level = ScoresByLevel(request.History)
            .Where(pair => pair.Value.Count(static scored => scored.Score.IsUsable) >= least + 2)
            .Select(static pair => ((double Level, List<Scored> Trials)?)(pair.Key, pair.Value))
            .MaxBy(static pair => pair!.Value.Level);
        if (level is not var (highest, trials)) return null;

        var ranked = trials.OrderByDescending(static scored => scored.Score).ThenBy(static scored => scored.Trial.Trial)
            .Select(scored => PlaceOf(scored.Trial, encoding, request.Seed)).ToArray();
        var usable = trials.Count(static scored => scored.Score.IsUsable);
        var good = Math.Min(Math.Max(least, (int)(goodFraction * ranked.Length)), usable);
        var bad = Math.Max(least, ranked.Length - good);
        return new BohbEvidence(highest, ranked[..good], ranked[^bad..]);
    }

    // Those that have not ended count too: a trial that is paused at a rung has been scored there.
    private static SortedDictionary<double, List<Scored>> ScoresByLevel(TrialHistory history)
    {
        var scores = new SortedDictionary<double, List<Scored>>();
        foreach (var trial in history.Observations.Concat(history.Pending))
        {
            foreach (var (level, score) in trial.Levels) Add(level, new Scored(trial, score));
        }

        if (scores.Count == 0)
        {
            foreach (var trial in history.Observations) Add(double.PositiveInfinity, new Scored(trial, trial.Score));
        }

        return scores;

        void Add(double level, Scored scored)
        {
            if (!scores.TryGetValue(level, out var list)) scores[level] = list = [];
            list.Add(scored);
        }
    }

    private static double[] PlaceOf(Observation trial, SpaceEncoding encoding, ulong seed)
    {
        var place = encoding.Encode(trial.Config);
        var random = KeyedRandom.For(seed, RandomPurpose.Sampler, trial.Trial);
        for (var i = 0; i < place.Length; i++)
        {
            var dimension = encoding.Dimensions[i];
            if (!double.IsNaN(place[i])) continue;

            place[i] = dimension.IsCategorical
                ? random.NextIndex(dimension.Options.Length)
                : random.NextDouble();
        }

        return place;
    }

    private readonly record struct Scored(Observation Trial, Score Score);
}
