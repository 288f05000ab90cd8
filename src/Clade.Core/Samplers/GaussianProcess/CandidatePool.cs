namespace Clade.GaussianProcesses;

/// <summary>Places to look at before any search: all over the space, and near the best that was observed.</summary>
/// <param name="places">Where may be looked.</param>
/// <param name="random">Moves on with every draw.</param>
internal sealed class CandidatePool(SearchPlaces places, KeyedRandom random)
{
    private const double ScaleMax = 0.3;
    private const double ScaleMin = 3e-4;

    /// <summary>Places that fill the space evenly.</summary>
    public List<double[]> Spread(int count)
    {
        var sequence = new KroneckerSequence(places.Count, random);
        var point = new double[places.Count];
        var spread = new List<double[]>(count);
        for (var i = 0; i < count; i++)
        {
            sequence.Write(i, point);
            var place = new double[places.Count];
            places.FromUnit(point, place);
            spread.Add(place);
        }

        return spread;
    }

    /// <summary>Places around others, from near to far.</summary>
    /// <param name="count">How many.</param>
    /// <param name="centres">Around which: full places, in turn.</param>
    /// <param name="lengths">How far apart scores differ, for each coordinate.</param>
    public List<double[]> Around(int count, IReadOnlyList<double[]> centres, ReadOnlySpan<double> lengths)
    {
        var around = new List<double[]>(count);
        for (var i = 0; i < count; i++)
        {
            var place = (double[])centres[i % centres.Count].Clone();
            var scale = ScaleMax * Math.Pow(ScaleMin / ScaleMax, random.NextDouble());
            for (var d = 0; d < place.Length; d++) Move(place, d, scale * Math.Min(lengths[d], 1));
            around.Add(place);
        }

        return around;
    }

    /// <summary>A full place out of one in which what is turned off is NaN.</summary>
    public double[] Complete(ReadOnlySpan<double> switched)
    {
        var place = switched.ToArray();
        for (var d = 0; d < place.Length; d++)
        {
            if (double.IsNaN(place[d])) place[d] = Draw(d);
        }

        return place;
    }

    private void Move(double[] place, int dimension, double scale)
    {
        var values = places.Values(dimension);
        if (values.IsEmpty)
        {
            place[dimension] = Math.Clamp(place[dimension] + (scale * random.NextNormal()), 0, 1);
        }
        else if (random.NextBoolean(1.0 / place.Length))
        {
            var far = places.IsCategorical(dimension)
                ? Draw(dimension) : place[dimension] + (0.2 * random.NextNormal());
            place[dimension] = places.Snap(dimension, far);
        }
    }

    private double Draw(int dimension)
    {
        var values = places.Values(dimension);
        return values.IsEmpty ? random.NextDouble() : values[random.NextIndex(values.Length)];
    }
}
