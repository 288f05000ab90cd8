namespace Clade.GaussianProcesses;

/// <summary>A place with the logarithm of its expected improvement.</summary>
/// <param name="Place">A full place.</param>
/// <param name="Value">The logarithm.</param>
internal readonly record struct RatedPlace(double[] Place, double Value);

/// <summary>Looks for the place with the largest expected improvement.</summary>
internal sealed class AcquisitionSearch
{
    private const int RoundsMax = 4;
    private const int StepsMax = 30;

    // A coordinate with more values is searched from where it is by steps that halve, not value by value.
    private const int ExhaustiveMax = 16;

    // Of more options than this a part is tried, another part in each round.
    private const int OptionsMax = 64;

    private readonly GaussianProcess _process;
    private readonly SearchPlaces _places;
    private readonly double? _resource;
    private readonly double _best;
    private readonly double[] _features;
    private readonly double[] _switched;

    /// <param name="process">What is known.</param>
    /// <param name="places">Where to look.</param>
    /// <param name="best">The value to improve on.</param>
    /// <param name="resource">The coordinate of the resource, which is held; none if the process has none.</param>
    public AcquisitionSearch(GaussianProcess process, SearchPlaces places, double best, double? resource = null)
    {
        (_process, _places, _best, _resource) = (process, places, best, resource);
        _features = new double[process.Points.Map.Count];
        _switched = new double[process.Points.Map.Dimensions];
    }

    public double Rate(ReadOnlySpan<double> place)
    {
        WriteFeatures(place, _features);
        var (mean, deviation) = _process.At(_features);
        return LogExpectedImprovement.Of(mean, deviation, _best);
    }

    /// <summary>Rates many places, four at a time.</summary>
    public RatedPlace[] Rate(IReadOnlyList<double[]> places)
    {
        var width = _features.Length;
        var block = new double[GaussianProcess.Block * width];
        Span<double> means = stackalloc double[GaussianProcess.Block];
        Span<double> deviations = stackalloc double[GaussianProcess.Block];
        var rated = new RatedPlace[places.Count];
        for (var at = 0; at < places.Count; at += GaussianProcess.Block)
        {
            var count = Math.Min(GaussianProcess.Block, places.Count - at);
            for (var i = 0; i < count; i++) WriteFeatures(places[at + i], block.AsSpan(i * width, width));
            _process.AtFour(block, means, deviations);
            for (var i = 0; i < count; i++)
            {
                var value = LogExpectedImprovement.Of(means[i], deviations[i], _best);
                rated[at + i] = new RatedPlace(places[at + i], value);
            }
        }

        return rated;
    }

    /// <summary>Climbs from a place: by gradients where there is a continuum, then value by value, in turns.</summary>
    public RatedPlace Climb(RatedPlace start)
    {
        var place = (double[])start.Place.Clone();
        var value = start.Value;
        for (var round = 0; round < RoundsMax; round++)
        {
            value = ClimbContinuum(place, value);
            if (!TryStepDiscrete(place, round, ref value)) break;
        }

        return new RatedPlace(place, value);
    }

    private void WriteFeatures(ReadOnlySpan<double> place, Span<double> features)
    {
        _places.SwitchOff(place, _switched.AsSpan(0, place.Length));
        if (_resource is { } resource) _switched[^1] = resource;
        _process.Points.Map.Write(_switched, features);
    }

    private double ClimbContinuum(double[] place, double value)
    {
        WriteFeatures(place, _features);
        var free = Enumerable.Range(0, _places.Count)
            .Where(i => _places.Values(i).IsEmpty && !double.IsNaN(_switched[i])).ToArray();
        if (free.Length == 0) return value;

        var (low, high) = (new double[free.Length], new double[free.Length]);
        Array.Fill(high, 1);
        var moved = Array.ConvertAll(free, i => place[i]);
        var byDeviation = new double[free.Length];
        var reached = -BoxedLbfgs.Minimise(Descend, moved, low, high, StepsMax, tolerance: 1e-6);
        // The search holds what is turned off; where a condition depends on the continuum it is asked again here.
        for (var i = 0; i < free.Length; i++) place[free[i]] = moved[i];
        return reached;

        double Descend(ReadOnlySpan<double> at, Span<double> gradient)
        {
            for (var i = 0; i < free.Length; i++) _features[free[i]] = at[i];
            var (mean, deviation) = _process.At(_features, free, gradient, byDeviation);
            var (rated, slope, slopeByDeviation) = LogExpectedImprovement.WithDerivatives(mean, deviation, _best);
            for (var i = 0; i < free.Length; i++)
            {
                gradient[i] = -((slope * gradient[i]) + (slopeByDeviation * byDeviation[i]));
            }

            return -rated;
        }
    }

    /// <summary>Changes one discrete coordinate after the other for the better.</summary>
    private bool TryStepDiscrete(double[] place, int round, ref double value)
    {
        var isBetter = false;
        for (var i = 0; i < _places.Count; i++)
        {
            var values = _places.Values(i);
            if (values.Length < 2 || IsOff(place, i)) continue;
            isBetter |= _places.IsCategorical(i) || values.Length <= ExhaustiveMax
                ? TryAll(place, i, values, round, ref value)
                : TrySteps(place, i, values, ref value);
        }

        return isBetter;
    }

    private bool IsOff(double[] place, int dimension)
    {
        _places.SwitchOff(place, _switched.AsSpan(0, place.Length));
        return double.IsNaN(_switched[dimension]);
    }

    private bool TryAll(double[] place, int dimension, ReadOnlySpan<double> values, int round, ref double value)
    {
        var isBetter = false;
        var stride = (values.Length + OptionsMax - 1) / OptionsMax;
        for (var i = round % stride; i < values.Length; i += stride)
        {
            isBetter |= values[i] != place[dimension] && TryMove(place, dimension, values[i], ref value);
        }

        return isBetter;
    }

    private bool TrySteps(double[] place, int dimension, ReadOnlySpan<double> values, ref double value)
    {
        var isBetter = false;
        for (var step = values.Length / 4; step >= 1; step /= 2)
        {
            while (TryStep(place, dimension, values, -step, ref value)
                || TryStep(place, dimension, values, step, ref value))
            {
                isBetter = true;
            }
        }

        return isBetter;
    }

    private bool TryStep(double[] place, int dimension, ReadOnlySpan<double> values, int step, ref double value)
    {
        var index = _places.IndexOf(dimension, place[dimension]) + step;
        return index >= 0 && index < values.Length && TryMove(place, dimension, values[index], ref value);
    }

    private bool TryMove(double[] place, int dimension, double coordinate, ref double value)
    {
        var before = place[dimension];
        place[dimension] = coordinate;
        var after = Rate(place);
        if (after > value)
        {
            value = after;
            return true;
        }

        place[dimension] = before;
        return false;
    }
}
