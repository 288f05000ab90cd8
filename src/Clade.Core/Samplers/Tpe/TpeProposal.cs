
namespace Clade;

/// <summary>One proposal: split the trials, fit both densities, draw candidates, keep the most promising one.</summary>
internal sealed class TpeProposal
{
    /// <summary>A good trial that is no better than the others still counts a little: zero has no logarithm.</summary>
    private const double WeightMin = 1e-12;

    private readonly TpeSampler _sampler;
    private readonly TpeMemory _memory;
    private readonly KeyedRandom _random;
    private readonly List<(Observation Observation, double[] Place)> _ended = [];
    private readonly List<double[]> _pending = [];

    public TpeProposal(TpeSampler sampler, TpeMemory memory, TrialHistory history, KeyedRandom random)
    {
        (_sampler, _memory, _random) = (sampler, memory, random);
        foreach (var observation in InOrder(history.Observations))
        {
            _ended.Add((observation, _memory.PlaceOf(observation)));
        }

        foreach (var observation in InOrder(history.Pending)) _pending.Add(_memory.PlaceOf(observation));
    }

    /// <summary>
    /// The most promising of the candidates that were not tried before; if all were, the most promising.
    /// </summary>
    public double[] Place()
    {
        var candidates = new double[_sampler.Candidates][];
        for (var i = 0; i < candidates.Length; i++)
        {
            candidates[i] = new double[_memory.Encoding.Dimensions.Length];
            Array.Fill(candidates[i], double.NaN);
        }

        // The best of each group make the best whole, the second ones the second: a duplicate has a successor.
        foreach (var group in _memory.Groups) Rank(group, candidates);
        return Array.Find(candidates, IsNew) ?? candidates[0];
    }

    private void Rank(TpeGroup group, double[][] candidates)
    {
        var first = group.Indices[0];
        var ended = _ended.Where(trial => !double.IsNaN(trial.Place[first])).ToList();
        var pending = _pending.Where(place => !double.IsNaN(place[first])).ToList();
        // What no trial had yet is drawn from the space.
        if (ended.Count + pending.Count == 0) return;

        Fit(group, ended, pending);
        var random = _random.Fork(group.Name);
        var ranked = new (double Gain, double[] Values)[candidates.Length];
        var place = new double[_memory.Encoding.Dimensions.Length];
        for (var i = 0; i < ranked.Length; i++)
        {
            group.Good.Draw(random, place);
            var gain = group.Good.LogDensity(place) - group.Others.LogDensity(place);
            ranked[i] = (gain, [.. group.Indices.Select(index => place[index])]);
        }

        // Stable, so that equal gains keep the order in which they were drawn.
        var rank = 0;
        foreach (var (_, values) in ranked.OrderByDescending(static candidate => candidate.Gain))
        {
            for (var j = 0; j < values.Length; j++) candidates[rank][group.Indices[j]] = values[j];
            rank++;
        }
    }

    private void Fit(TpeGroup group, List<(Observation Observation, double[] Place)> ended, List<double[]> pending)
    {
        var usable = ended.Count(static trial => trial.Observation.Score.IsUsable);
        var count = Math.Min(_sampler.GoodTrialsMax, (int)Math.Ceiling(_sampler.GoodFraction * usable));
        // Stable: of equal scores the earlier trial is the better one.
        var ranked = ended.OrderByDescending(static trial => trial.Observation.Score).ToList();
        var good = ranked[..count];
        var others = ranked[count..].OrderBy(static trial => trial.Observation.Trial)
            .Select(static trial => trial.Place).Concat(pending).ToArray();
        group.Good.Fit(
            good.Select(static trial => trial.Place).ToArray(), Weights(ranked, count),
            new ParzenOptions(_sampler.MinimumBandwidth, _sampler.BandwidthClipExponent, _sampler.PriorWeight));
        group.Others.Fit(others, [], new ParzenOptions(
            _sampler.MinimumBandwidthOfOthers, _sampler.BandwidthClipExponentOfOthers, _sampler.PriorWeight));
    }

    /// <summary>The weights of the good trials; empty for even ones.</summary>
    private double[] Weights(List<(Observation Observation, double[] Place)> ranked, int count)
    {
        if (_sampler.Weighting == TpeWeighting.Even || count == 0 || count == ranked.Count) return [];

        var best = ranked[count].Observation.Score;
        if (!best.IsUsable) return [];

        var weights = ranked[..count].Select(trial => trial.Observation.Score.Value - best.Value).ToArray();
        var largest = weights.Max();
        // Only the shares matter, and the differences may be too large or too small to add up.
        if (!(largest > 0 && double.IsFinite(largest))) return [];

        var isSquared = _sampler.Weighting == TpeWeighting.SquaredImprovement;
        for (var i = 0; i < weights.Length; i++)
        {
            var share = weights[i] / largest;
            weights[i] = Math.Max(isSquared ? share * share : share, WeightMin);
        }

        return weights;
    }

    private bool IsNew(double[] candidate) =>
        !_ended.Exists(trial => IsSame(trial.Place, candidate)) && !_pending.Exists(place => IsSame(place, candidate));

    private static bool IsSame(double[] place, double[] candidate)
    {
        for (var i = 0; i < place.Length; i++)
        {
            // What is off in a trial is ignored, because the candidate has coordinates of every group.
            if (!double.IsNaN(place[i]) && place[i] != candidate[i]) return false;
        }

        return true;
    }

    private static IEnumerable<Observation> InOrder(IReadOnlyList<Observation> observations)
    {
        for (var i = 1; i < observations.Count; i++)
        {
            if (observations[i].Trial < observations[i - 1].Trial)
            {
                return observations.OrderBy(static observation => observation.Trial);
            }
        }

        return observations;
    }
}
