using System.Collections.Immutable;

namespace Clade;

/// <summary>
/// A density over the coordinates that are on together: a kernel around each observation, and a prior over everything.
/// </summary>
/// <remarks>
/// Bandwidths are each kernel's distance to its farther neighbour in that coordinate (Bergstra and others, 2011),
/// within limits; one weight for a kernel in all coordinates makes the mixture multivariate (Falkner and others, 2018).
/// </remarks>
internal sealed class ParzenMixture(ImmutableArray<int> indices, IReadOnlyList<Dimension> dimensions)
{
    /// <summary>A kernel that is so many orders (of e) below the largest does not change a sum of doubles.</summary>
    private const double Negligible = 40;

    private readonly ImmutableArray<ParzenAxis> _axes = [.. indices.Select(index => new ParzenAxis(dimensions[index]))];
    private double[] _scales = [];
    private double[] _logs = [];
    private double[] _cumulated = [];
    private int _count;

    /// <summary>Places the kernels.</summary>
    /// <param name="rows">The places of the observations, all coordinates of the space.</param>
    /// <param name="weights">Their weights; empty for even ones.</param>
    /// <param name="options">How kernels are made.</param>
    public void Fit(ReadOnlySpan<double[]> rows, ReadOnlySpan<double> weights, in ParzenOptions options)
    {
        _count = rows.Length + 1;
        if (_scales.Length < _count) Grow();

        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var mean = weights.IsEmpty ? 1 : total / rows.Length;
        total = (mean * options.PriorWeight) + (weights.IsEmpty ? rows.Length : total);
        // Without a prior and without observations there would be nothing to draw from.
        if (rows.IsEmpty) total = mean = 1;

        var sum = 0.0;
        for (var k = 0; k < _count; k++)
        {
            var weight = k == rows.Length
                ? rows.IsEmpty ? 1 : mean * options.PriorWeight
                : weights.IsEmpty ? 1 : weights[k];
            _cumulated[k] = sum += weight / total;
            _scales[k] = Math.Log(weight / total);
        }

        for (var i = 0; i < _axes.Length; i++) _axes[i].Fit(rows, indices[i], options, _scales.AsSpan(0, _count));
    }

    /// <summary>Draws a place; writes the coordinates that are on together.</summary>
    public void Draw(KeyedRandom random, Span<double> place)
    {
        var share = random.NextDouble() * _cumulated[_count - 1];
        var kernel = _cumulated.AsSpan(0, _count).BinarySearch(share);
        // A share that equals a bound belongs to the kernel above.
        kernel = Math.Min(kernel < 0 ? ~kernel : kernel + 1, _count - 1);
        for (var i = 0; i < _axes.Length; i++) place[indices[i]] = _axes[i].Draw(kernel, _count, random);
    }

    /// <summary>
    /// The logarithm of the density at a place, up to a constant that all mixtures of the group share.
    /// </summary>
    public double LogDensity(ReadOnlySpan<double> place)
    {
        var logs = _logs.AsSpan(0, _count);
        _scales.AsSpan(0, _count).CopyTo(logs);
        for (var i = 0; i < _axes.Length; i++) _axes[i].AddLogDensities(place[indices[i]], logs);

        var largest = double.NegativeInfinity;
        foreach (var log in logs) largest = log > largest ? log : largest;
        if (double.IsNegativeInfinity(largest)) return largest;

        var sum = 0.0;
        foreach (var log in logs)
        {
            if (log > largest - Negligible) sum += Math.Exp(log - largest);
        }

        return largest + Math.Log(sum);
    }

    private void Grow()
    {
        var length = Math.Max(64, 2 * _count);
        (_scales, _logs, _cumulated) = (new double[length], new double[length], new double[length]);
    }
}
