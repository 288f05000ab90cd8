using System.Collections.Immutable;

namespace Clade.Bohb;

/// <summary>
/// A density over all coordinates together: a product of kernels at each place, normal ones for numbers and those of
/// Aitchison and Aitken (1976) for options.
/// </summary>
internal sealed class KernelDensity
{
    private readonly ImmutableArray<Dimension> _dimensions;

    public KernelDensity(ImmutableArray<Dimension> dimensions, double[][] places, double minBandwidth)
    {
        (_dimensions, Places) = (dimensions, places);
        Bandwidths = [.. dimensions.Select((dimension, i) => BandwidthOf(dimension, i, minBandwidth))];
    }

    public double[][] Places { get; }

    /// <summary>For each coordinate, by the rule for normal distributions: 1.06·σ·n^(-1/(d+4)).</summary>
    public ImmutableArray<double> Bandwidths { get; }

    /// <summary>The logarithm of the density, up to a constant that all densities over the space share.</summary>
    public double LogAt(double[] place)
    {
        var terms = new double[Places.Length];
        for (var n = 0; n < terms.Length; n++)
        {
            for (var i = 0; i < place.Length; i++) terms[n] += LogKernel(i, Places[n][i], place[i]);
        }

        // Far from everything each term alone would vanish.
        var highest = terms.Max();
        return highest + Math.Log(terms.Sum(term => Math.Exp(term - highest)) / terms.Length);
    }

    private double LogKernel(int i, double at, double place)
    {
        var bandwidth = Bandwidths[i];
        if (_dimensions[i].IsCategorical)
        {
            return Math.Log(at == place ? 1 - bandwidth : bandwidth / (_dimensions[i].Options.Length - 1));
        }

        var distance = (place - at) / bandwidth;
        return (-0.5 * distance * distance) - Math.Log(bandwidth);
    }

    private double BandwidthOf(Dimension dimension, int i, double least)
    {
        var mean = Places.Average(place => place[i]);
        var deviation = Math.Sqrt(Places.Sum(place => (place[i] - mean) * (place[i] - mean)) / Places.Length);
        var bandwidth = 1.06 * deviation * Math.Pow(Places.Length, -1.0 / (_dimensions.Length + 4));
        // From that of a uniform distribution over the options on, a kernel would prefer the others to its own.
        var most = dimension.IsCategorical ? (dimension.Options.Length - 1.0) / dimension.Options.Length : 1;
        return Math.Clamp(bandwidth, Math.Min(least, most), most);
    }
}
