using Clade.Numerics;

namespace Clade.GaussianProcesses;

/// <summary>How well a kernel's parameters explain observations, with its gradient.</summary>
internal sealed class MarginalLikelihood
{
    private readonly PointSet _points;
    private readonly double[] _values;
    private readonly CholeskyFactor _factor;
    private readonly double[] _features;
    private readonly double[] _slopes;
    private readonly double[] _weights;
    private readonly double[] _solved;
    private readonly double[] _row;
    private readonly double[] _distances;

    /// <param name="points">Where was observed.</param>
    /// <param name="values">What was observed, standardised.</param>
    public MarginalLikelihood(PointSet points, double[] values)
    {
        (_points, _values) = (points, values);
        _factor = new CholeskyFactor(points.Count);
        _features = new double[points.Map.Count];
        _slopes = new double[points.Count * points.Padded];
        (_weights, _solved, _row) =
            (new double[points.Count], new double[points.Count], new double[points.Padded]);
        _distances = new double[points.Map.Dimensions];
    }

    /// <summary>
    /// The parameters that are likeliest given observations and prior, as far as local searches find them.
    /// </summary>
    /// <param name="iterationsMax">How many steps each search takes at most.</param>
    public KernelScales Fit(int iterationsMax)
    {
        var (low, high) = KernelPrior.Bounds(_points.Map.Dimensions);
        var (best, lowest) = (Array.Empty<double>(), double.PositiveInfinity);
        foreach (var start in KernelPrior.Starts(_points.Map.Dimensions))
        {
            var logs = start.ToLogs();
            var value = BoxedLbfgs.Minimise(Evaluate, logs, low, high, iterationsMax, tolerance: 1e-3);
            if (best.Length == 0 || value < lowest) (best, lowest) = (logs, value);
        }

        return KernelScales.FromLogs(best);
    }

    /// <summary>Minus the logarithm of likelihood times prior, up to a constant.</summary>
    /// <param name="logs">The logarithms of the parameters.</param>
    /// <param name="gradient">Receives the derivative by them.</param>
    /// <returns>Infinite where the kernel's matrix can't be factorised.</returns>
    public double Evaluate(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        gradient.Clear();
        var scales = KernelScales.FromLogs(logs);
        if (!TryFactorise(scales)) return double.PositiveInfinity;

        _factor.Invert();
        _values.CopyTo(_solved, 0);
        _factor.SolveLower(_solved);
        var square = Dot.Of(_solved, _solved);
        _factor.MultiplyInverseTransposed(_solved, _weights);
        AddGradient(scales, square, gradient);
        return (square / 2) + _factor.LogDiagonal + KernelPrior.Penalty(logs, gradient);
    }

    private bool TryFactorise(KernelScales scales)
    {
        for (var i = 0; i < _points.Count; i++)
        {
            _points.Read(i, _features);
            var row = _factor.Row(i);
            _points.Compare(_features, scales, i, row, _slopes.AsSpan(i * _points.Padded, _points.Padded));
            row[i] = scales.Variance + scales.Noise;
        }

        return _factor.TryFactorise(_points.Count);
    }

    /// <summary>Half the trace of (K⁻¹ − ααᵀ) times the derivative of K, for each parameter.</summary>
    private void AddGradient(KernelScales scales, double square, Span<double> gradient)
    {
        var trace = 0.0;
        Array.Clear(_distances);
        for (var i = 0; i < _points.Count; i++)
        {
            _factor.InverseRow(i, _row);
            trace += _row[i] - (_weights[i] * _weights[i]);
            var slopes = _slopes.AsSpan(i * _points.Padded, _points.Padded);
            for (var j = 0; j < i; j++) _row[j] = (_row[j] - (_weights[i] * _weights[j])) * slopes[j];
            _row.AsSpan(i).Clear();
            _points.Read(i, _features);
            _points.AddWeightedDistances(_features, _row, i, _distances);
        }

        for (var d = 0; d < _distances.Length; d++) gradient[d] += _distances[d] * scales.InverseSquaredLengths[d];
        var noise = trace * scales.Noise / 2;
        gradient[^1] += noise;
        // The traces over all of K add up to n − yᵀα.
        gradient[^2] += ((_points.Count - square) / 2) - noise;
    }
}
