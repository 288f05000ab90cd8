using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clade.GaussianProcesses;

/// <summary>Points by their features, kept so that one point is compared with four others at a time.</summary>
internal sealed class PointSet
{
    private const int Lanes = 4;
    private readonly FeatureMap _map;
    private readonly double[][] _columns;
    private readonly int[] _numeric;
    private readonly int[] _categorical;

    public PointSet(FeatureMap map, int capacity)
    {
        _map = map;
        Padded = (capacity + Lanes - 1) / Lanes * Lanes;
        _columns = [.. Enumerable.Range(0, map.Count).Select(_ => new double[Padded])];
        _numeric = [.. Enumerable.Range(0, map.Count).Where(feature => !map.IsCategorical(feature))];
        _categorical = [.. Enumerable.Range(0, map.Count).Where(map.IsCategorical)];
    }

    public FeatureMap Map => _map;

    public int Count { get; private set; }

    /// <summary>How long a row over all points must be: a multiple of four.</summary>
    public int Padded { get; }

    public void Add(ReadOnlySpan<double> features)
    {
        for (var f = 0; f < _columns.Length; f++) _columns[f][Count] = features[f];
        Count++;
    }

    /// <summary>Reads a point's features.</summary>
    public void Read(int point, Span<double> features)
    {
        for (var f = 0; f < _columns.Length; f++) features[f] = _columns[f][point];
    }

    /// <summary>
    /// Writes the kernel, and its derivative by the squared distance, between a place and the first points.
    /// </summary>
    /// <param name="features">The place.</param>
    /// <param name="scales">The kernel's parameters.</param>
    /// <param name="count">How many points; the rows are written up to the next multiple of four.</param>
    /// <param name="kernel">Receives the kernel.</param>
    /// <param name="slope">Receives the derivative; empty if nobody wants it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Compare(
        ReadOnlySpan<double> features, KernelScales scales, int count, Span<double> kernel, Span<double> slope)
    {
        for (var at = 0; at < count; at += Lanes)
        {
            var squared = Vector256<double>.Zero;
            foreach (var f in _numeric)
            {
                var apart = Vector256.LoadUnsafe(ref _columns[f][at]) - Vector256.Create(features[f]);
                squared += apart * apart * scales.InverseSquaredLengths[_map.Groups[f]];
            }

            foreach (var f in _categorical)
            {
                var isSame = Vector256.Equals(Vector256.LoadUnsafe(ref _columns[f][at]), Vector256.Create(features[f]));
                squared += Vector256.AndNot(Vector256.Create(scales.InverseSquaredLengths[_map.Groups[f]]), isSame);
            }

            var distance = Vector256.Sqrt(5 * squared);
            var decay = Vector256.Exp(-distance) * scales.Variance;
            ((Vector256<double>.One + distance + (squared * (5.0 / 3))) * decay).CopyTo(kernel[at..]);
            if (!slope.IsEmpty) ((Vector256<double>.One + distance) * decay * (-5.0 / 6)).CopyTo(slope[at..]);
        }
    }

    /// <summary>
    /// For each coordinate, the sum over the first points of a weight times the squared distance in that coordinate
    /// (0 or 1 for options): what a derivative by the coordinate's scale needs.
    /// </summary>
    /// <param name="features">The place.</param>
    /// <param name="weights">A weight for each point, zero up to the next multiple of four.</param>
    /// <param name="count">How many points.</param>
    /// <param name="sums">Is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddWeightedDistances(
        ReadOnlySpan<double> features, ReadOnlySpan<double> weights, int count, Span<double> sums)
    {
        for (var f = 0; f < _columns.Length; f++)
        {
            var (column, own, sum) = (_columns[f], Vector256.Create(features[f]), Vector256<double>.Zero);
            var isCategorical = _map.IsCategorical(f);
            for (var at = 0; at < count; at += Lanes)
            {
                var others = Vector256.LoadUnsafe(ref column[at]);
                var weight = Vector256.Create(weights[at..]);
                var apart = others - own;
                sum += isCategorical
                    ? Vector256.AndNot(weight, Vector256.Equals(others, own))
                    : apart * apart * weight;
            }

            sums[_map.Groups[f]] += Vector256.Sum(sum);
        }
    }

    /// <summary>The derivative by a numeric coordinate of a sum of kernels, each with a weight.</summary>
    /// <param name="feature">The coordinate.</param>
    /// <param name="value">Where the place lies in it.</param>
    /// <param name="scales">The kernel's parameters.</param>
    /// <param name="weights">Weight times kernel slope of each point, zero up to the next multiple of four.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Derivative(int feature, double value, KernelScales scales, ReadOnlySpan<double> weights)
    {
        var (column, own, sum) = (_columns[feature], Vector256.Create(value), Vector256<double>.Zero);
        for (var at = 0; at < Count; at += Lanes)
        {
            sum += (own - Vector256.LoadUnsafe(ref column[at])) * Vector256.Create(weights[at..]);
        }

        return 2 * scales.InverseSquaredLengths[_map.Groups[feature]] * Vector256.Sum(sum);
    }
}
