using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Clade;

/// <summary>One coordinate of a mixture's kernels: truncated normal distributions, or shares of options.</summary>
internal sealed class ParzenAxis(Dimension dimension)
{
    /// <summary>
    /// What other options keep of a kernel, more than the usual 1: good trials agree on an option long before its
    /// rivals were tried with good values of the rest.
    /// </summary>
    private const double OptionLeak = 4;

    private double[] _means = [];
    private double[] _precisions = [];
    private double[] _sorted = [];
    private int[] _order = [];
    private double _logSame;
    private double _logOther;
    private double _same;

    private bool IsCategorical => dimension.IsCategorical;

    /// <summary>Places kernels at the coordinates, and one more, the prior, over the whole range.</summary>
    /// <param name="rows">The places of the observations.</param>
    /// <param name="index">Which coordinate of them this is.</param>
    /// <param name="options">How kernels are made.</param>
    /// <param name="logs">
    /// What the densities are multiplied by, as logarithms: this coordinate's share is added.
    /// </param>
    public void Fit(ReadOnlySpan<double[]> rows, int index, in ParzenOptions options, Span<double> logs)
    {
        var count = rows.Length;
        if (_means.Length <= count) Grow(count + 1);
        for (var k = 0; k < count; k++) _means[k] = rows[k][index];

        if (IsCategorical) FitOptions(count, options.PriorWeight);
        else FitBandwidths(count, options, logs);
    }

    /// <summary>Adds the logarithm of every kernel's density at a coordinate, up to a common constant.</summary>
    public void AddLogDensities(double place, Span<double> logs)
    {
        var means = _means.AsSpan(0, logs.Length);
        if (IsCategorical)
        {
            for (var k = 0; k < logs.Length - 1; k++) logs[k] += means[k] == place ? _logSame : _logOther;
            logs[^1] -= Math.Log(dimension.Count);
            return;
        }

        var precisions = _precisions.AsSpan(0, logs.Length);
        for (var k = 0; k < logs.Length; k++)
        {
            var distance = (place - means[k]) * precisions[k];
            logs[k] -= 0.5 * distance * distance;
        }
    }

    /// <summary>Draws a coordinate from one kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="count">How many there are, the prior being the last.</param>
    /// <param name="random">Where the numbers come from.</param>
    public double Draw(int kernel, int count, KeyedRandom random)
    {
        if (IsCategorical)
        {
            var isPrior = kernel == count - 1;
            var share = random.NextDouble();
            if (!isPrior && share < _same) return _means[kernel];
            // The others are equally likely.
            var other = random.NextIndex(isPrior ? dimension.Count : dimension.Count - 1);
            return !isPrior && other >= _means[kernel] ? other + 1 : other;
        }

        var (mean, precision) = (_means[kernel], _precisions[kernel]);
        var (low, high) = (Normal.CDF(0, 1, -mean * precision), Normal.CDF(0, 1, (1 - mean) * precision));
        var place = mean + (Normal.InvCDF(0, 1, low + (random.NextDouble() * (high - low))) / precision);
        var inside = double.IsNaN(place) ? mean : Math.Clamp(place, 0, 1);
        return dimension.Count > 0 ? dimension.Encode(dimension.Decode(inside)) : inside;
    }

    private void FitOptions(int count, double priorWeight)
    {
        var leak = OptionLeak * priorWeight / (count + 1);
        var total = 1 + (dimension.Count * leak);
        _same = (1 + leak) / total;
        (_logSame, _logOther) = (Math.Log(_same), Math.Log(leak / total));
    }

    private void FitBandwidths(int count, in ParzenOptions options, Span<double> logs)
    {
        _means[count] = 0.5;
        var sorted = _sorted.AsSpan(0, count + 1);
        var order = _order.AsSpan(0, count + 1);
        for (var k = 0; k <= count; k++) (sorted[k], order[k]) = (_means[k], k);
        sorted.Sort(order);

        var least = Math.Max(options.BandwidthMin, Math.Pow(count + 2, -options.ClipExponent));
        // A value that stands for a cell is no point: a kernel is not narrower than half of it.
        if (dimension.Count > 0) least = Math.Max(least, 0.5 / dimension.Count);
        for (var i = 0; i <= count; i++)
        {
            var below = sorted[i] - (i > 0 ? sorted[i - 1] : 0);
            var above = (i < count ? sorted[i + 1] : 1) - sorted[i];
            var isPrior = order[i] == count;
            var width = isPrior ? 1 : Math.Clamp(Math.Max(below, above), Math.Min(least, 1), 1);
            _precisions[order[i]] = 1 / width;
            logs[order[i]] -= Math.Log(width * Inside(sorted[i], 1 / width));
        }
    }

    /// <summary>The share of a normal distribution that lies in the range.</summary>
    private static double Inside(double mean, double precision)
    {
        const double Scaled = 1 / Constants.Sqrt2;
        return 0.5 * (ErrorFunction((1 - mean) * precision * Scaled) + ErrorFunction(mean * precision * Scaled));

        // Most bounds are far away, and the error function is slow.
        static double ErrorFunction(double x) => x > 5.9 ? 1 : SpecialFunctions.Erf(x);
    }

    private void Grow(int count)
    {
        var length = Math.Max(64, 2 * count);
        (_means, _precisions, _sorted, _order) =
            (new double[length], new double[length], new double[length], new int[length]);
    }
}
