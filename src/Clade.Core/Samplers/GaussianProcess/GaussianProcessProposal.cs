namespace Clade.GaussianProcesses;

/// <summary>One proposal by a Gaussian process.</summary>
internal sealed class GaussianProcessProposal
{
    /// <summary>Parameters are fitted to at most so many observations: the time grows with the cube.</summary>
    private const int FitObservationsMax = 200;

    private const int FitStepsMax = 40;

    /// <summary>So many pending trials are believed at most, the latest: each makes the matrix larger.</summary>
    private const int BelievedMax = 250;

    private const int CentresMax = 5;

    private readonly BayesianSampler _options;
    private readonly ProposalRequest _request;
    private readonly SpaceEncoding _encoding;
    private readonly SearchPlaces _places;
    private readonly KeyedRandom _random;

    /// <param name="options">The sampler.</param>
    /// <param name="request">What it was asked.</param>
    /// <param name="encoding">The space.</param>
    /// <param name="draws">Draws what has no coordinate.</param>
    public GaussianProcessProposal(
        BayesianSampler options, ProposalRequest request, SpaceEncoding encoding, KeyedRandom draws)
    {
        (_options, _request, _encoding) = (options, request, encoding);
        _places = new SearchPlaces(encoding, draws);
        _random = KeyedRandom.For(request.Seed, RandomPurpose.Sampler, request.Trial);
    }

    /// <summary>The configuration with the largest expected improvement.</summary>
    public Configuration Search(Evidence evidence)
    {
        if (_places.Count == 0) return _places.Decode([]);

        var map = new FeatureMap(_encoding, hasResource: evidence.Resource is not null);
        var process = Condition(evidence, map, Fit(evidence, map), out var best);
        var search = new AcquisitionSearch(process, _places, best, evidence.Resource);
        var pool = new CandidatePool(_places, _random);
        var near = _options.Candidates / 4;
        var spread = search.Rate(pool.Spread(_options.Candidates - near));
        var around = search.Rate(pool.Around(near, Centres(evidence, pool), Lengths(process.Scales)));
        var climbed = Starts(spread, around).Select(search.Climb);
        return FirstNew(
            climbed.OrderByDescending(static rated => rated.Value)
                .Concat(spread.OrderByDescending(static rated => rated.Value)),
            evidence);
    }

    // A proposal asked for with the same observations, of another trial, need not fit again.
    private KernelScales Fit(Evidence evidence, FeatureMap map)
    {
        var chosen = ActiveSet.Choose(evidence.Values, FitObservationsMax, _request.Seed);
        var places = Array.ConvertAll(chosen, i => evidence.Places[i]);
        var values = Array.ConvertAll(chosen, i => evidence.Values[i]);
        return _request.Memory.Of(static () => new FitMemory()).Recall(places, values, () =>
            new MarginalLikelihood(PointsOf(map, places, room: 0), values).Fit(FitStepsMax));
    }

    private GaussianProcess Condition(Evidence evidence, FeatureMap map, KernelScales scales, out double best)
    {
        var chosen = ActiveSet.Choose(evidence.Values, _options.ObservationsMax, _request.Seed);
        var believed = evidence.Believed.TakeLast(BelievedMax).ToList();
        var points = PointsOf(map, Array.ConvertAll(chosen, i => evidence.Places[i]), room: believed.Count);
        var process = GaussianProcess.Of(points, Array.ConvertAll(chosen, i => evidence.Values[i]), scales);

        // What noise added to an observation is not there to be beaten: the mean is.
        var features = new double[map.Count];
        best = double.NegativeInfinity;
        foreach (var i in evidence.Comparable)
        {
            map.Write(evidence.Places[i], features);
            best = Math.Max(best, process.Mean(features));
        }

        foreach (var place in believed)
        {
            map.Write(place, features);
            best = Math.Max(best, process.Believe(features));
        }

        return process;
    }

    private List<double[]> Centres(Evidence evidence, CandidatePool pool) =>
    [
        .. evidence.Comparable.OrderByDescending(i => evidence.Values[i]).ThenBy(static i => i).Take(CentresMax)
            .Select(i => pool.Complete(evidence.Places[i].AsSpan(0, _places.Count))),
    ];

    private static double[] Lengths(KernelScales scales) =>
        Array.ConvertAll(scales.InverseSquaredLengths, static inverse => 1 / Math.Sqrt(inverse));

    /// <summary>The best candidate, and others drawn by their expected improvement.</summary>
    private List<RatedPlace> Starts(RatedPlace[] spread, RatedPlace[] around)
    {
        var best = spread.Concat(around).MaxBy(static rated => rated.Value);
        var others = _options.LocalSearches - 1;
        return [best, .. Pick(spread, others / 2, best), .. Pick(around, others - (others / 2), best)];
    }

    // The largest sums of logarithm and Gumbel noise: a roulette without putting back, where no weight underflows.
    private List<RatedPlace> Pick(RatedPlace[] from, int count, RatedPlace except) =>
    [
        .. from.Select(rated => (Rated: rated, Key: rated.Value - Math.Log(-Math.Log(1 - _random.NextDouble()))))
            .OrderByDescending(static pair => pair.Key)
            .Select(static pair => pair.Rated)
            .Where(rated => rated.Place != except.Place)
            .Take(count),
    ];

    private Configuration FirstNew(IEnumerable<RatedPlace> ordered, Evidence evidence)
    {
        Configuration? best = null;
        foreach (var rated in ordered)
        {
            var config = _places.Decode(rated.Place);
            best ??= config;
            var place = _encoding.Encode(config);
            // Span compares NaN as equal to itself.
            if (!evidence.Taken.Any(other => other.AsSpan().SequenceEqual(place))) return config;
        }

        // A space of few values that were all tried.
        return best!;
    }

    private static PointSet PointsOf(FeatureMap map, double[][] places, int room)
    {
        var points = new PointSet(map, places.Length + room);
        var features = new double[map.Count];
        foreach (var place in places)
        {
            map.Write(place, features);
            points.Add(features);
        }

        return points;
    }
}
