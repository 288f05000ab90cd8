namespace Clade.GaussianProcesses;

/// <summary>One proposal by a Gaussian process over configurations.</summary>
internal sealed class GaussianProcessProposal
{
    private const int FitObservationsMax = 200;
    private const int FitStepsMax = 40;
    private const int CentresMax = 5;

    private readonly BayesianSampler _options;
    private readonly ProposalRequest _request;
    private readonly SpaceEncoding _encoding;
    private readonly SearchPlaces _places;

    // The draws of this proposal; those of hyperparameters without a coordinate are keyed by their names.
    private readonly KeyedRandom _random;

    public GaussianProcessProposal(BayesianSampler options, ProposalRequest request, KeyedRandom draws)
    {
        (_options, _request) = (options, request);
        _encoding = new SpaceEncoding(request.Space);
        _places = new SearchPlaces(_encoding, draws);
        _random = KeyedRandom.For(request.Seed, RandomPurpose.Sampler, request.Trial);
    }

    public Configuration Propose()
    {
        var observations = _request.History.Observations;
        return _places.Count == 0 || observations.Count(static o => o.Score.IsUsable) < _options.StartupTrials
            ? Startup()
            : Search();
    }

    private Configuration Startup()
    {
        var sequence = new KroneckerSequence(
            _places.Count, KeyedRandom.For(_request.Seed, RandomPurpose.Sampler, first: -1));
        var (point, place) = (new double[_places.Count], new double[_places.Count]);
        sequence.Write(_request.Trial, point);
        _places.FromUnit(point, place);
        return _places.Decode(place);
    }

    private Configuration Search()
    {
        var observations = _request.History.Observations;
        var map = new FeatureMap(_encoding);
        var encoded = observations.Select(o => _encoding.Encode(o.Config)).ToArray();
        var values = OutputScale.Standardise([.. observations.Select(static o => o.Score.Value)]);

        var fitted = ActiveSet.Choose(values, FitObservationsMax, _request.Seed);
        var scales = new MarginalLikelihood(
            PointsOf(map, encoded, fitted, room: 0), [.. fitted.Select(i => values[i])]).Fit(FitStepsMax);

        var pending = _request.History.Pending;
        var active = ActiveSet.Choose(values, _options.ObservationsMax, _request.Seed);
        var points = PointsOf(map, encoded, active, room: pending.Length);
        var process = GaussianProcess.Of(points, [.. active.Select(i => values[i])], scales);
        var best = Enumerable.Range(0, active.Length).Max(process.MeanAt);
        var features = new double[map.Count];
        foreach (var trial in pending)
        {
            map.Write(_encoding.Encode(trial.Config), features);
            best = Math.Max(best, process.Believe(features));
        }

        var search = new AcquisitionSearch(process, _places, best);
        var pool = new CandidatePool(_places, _random);
        var centres = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ThenBy(i => i)
            .Take(CentresMax).Select(i => pool.Complete(encoded[i])).ToList();
        var lengths = scales.InverseSquaredLengths.Select(static inverse => 1 / Math.Sqrt(inverse)).ToArray();
        var near = _options.Candidates / 4;
        var spread = search.Rate(pool.Spread(_options.Candidates - near));
        var around = search.Rate(pool.Around(near, centres, lengths));
        var starts = Starts(spread, around);
        var climbed = starts.Select(search.Climb).OrderByDescending(static r => r.Value).ToList();
        var taken = encoded.Concat(pending.Select(trial => _encoding.Encode(trial.Config))).ToList();
        foreach (var found in climbed.Concat(spread.OrderByDescending(static r => r.Value)))
        {
            var config = _places.Decode(found.Place);
            var place = _encoding.Encode(config);
            if (!taken.Any(other => other.AsSpan().SequenceEqual(place))) return config;
        }

        return _places.Decode(climbed[0].Place);
    }

    private List<RatedPlace> Starts(RatedPlace[] spread, RatedPlace[] around)
    {
        var best = spread.Concat(around).MaxBy(static rated => rated.Value);
        var half = (_options.LocalSearches - 1) / 2;
        return [best, .. Pick(spread, half, best), .. Pick(around, _options.LocalSearches - 1 - half, best)];
    }

    // Adding Gumbel noise to logarithms and taking the largest draws by weight, without putting back.
    private List<RatedPlace> Pick(RatedPlace[] from, int count, RatedPlace except) => [.. from
        .Select(rated => (Rated: rated, Key: rated.Value - Math.Log(-Math.Log(1 - _random.NextDouble()))))
        .OrderByDescending(static pair => pair.Key).Select(static pair => pair.Rated)
        .Where(rated => rated.Place != except.Place).Take(count)];

    private static PointSet PointsOf(FeatureMap map, double[][] encoded, int[] chosen, int room)
    {
        var points = new PointSet(map, chosen.Length + room);
        var features = new double[map.Count];
        foreach (var i in chosen)
        {
            map.Write(encoded[i], features);
            points.Add(features);
        }

        return points;
    }
}
