using Clade.Numerics;

namespace Clade.GaussianProcesses;

/// <summary>A Gaussian process, given what was observed.</summary>
internal sealed class GaussianProcess
{
    /// <summary>So many places are looked at together.</summary>
    public const int Block = 4;

    private readonly PointSet _points;
    private readonly CholeskyFactor _factor;

    // K⁻¹y; zero for points that are believed: a point whose value is the mean changes no mean.
    private readonly double[] _weights;
    private readonly double[] _kernel;
    private readonly double[] _slope;
    private readonly double[] _solved;
    private readonly double[] _back;
    private readonly double[] _block;

    private GaussianProcess(PointSet points, KernelScales scales)
    {
        (_points, Scales) = (points, scales);
        _factor = new CholeskyFactor(points.Padded);
        _weights = new double[points.Padded];
        (_kernel, _slope) = (new double[points.Padded], new double[points.Padded]);
        (_solved, _back) = (new double[points.Padded], new double[points.Padded]);
        _block = new double[Block * points.Padded];
    }

    public KernelScales Scales { get; }

    public PointSet Points => _points;

    /// <summary>The process given observations.</summary>
    /// <param name="points">Where was observed; with room for points that will be believed.</param>
    /// <param name="values">What was observed, standardised.</param>
    /// <param name="scales">The kernel's parameters.</param>
    public static GaussianProcess Of(PointSet points, ReadOnlySpan<double> values, KernelScales scales)
    {
        // Only parameters that nobody fitted fail: no more noise than there is signal is ever needed.
        for (var noise = scales.Noise; ; noise = Math.Max(noise * 10, KernelPrior.NoiseMin))
        {
            var process = new GaussianProcess(points, scales with { Noise = noise });
            if (process.TryCondition(values)) return process;
            Invariant.Require(noise <= scales.Variance);
        }
    }

    /// <summary>Takes the mean there for observed (the kriging believer): the variance near it shrinks.</summary>
    /// <returns>The mean there.</returns>
    /// <remarks>
    /// Ginsbourger, Le Riche and Carraro, 2010. Nothing is believed where everything is known already.
    /// </remarks>
    public double Believe(ReadOnlySpan<double> features)
    {
        var mean = Mean(features);
        if (_factor.TryExtend(_kernel.AsSpan(0, _points.Count), Scales.Variance + Scales.Noise)) _points.Add(features);
        return mean;
    }

    public double Mean(ReadOnlySpan<double> features)
    {
        _points.Compare(features, Scales, _points.Count, _kernel, []);
        return Dot.Of(_kernel.AsSpan(0, _points.Count), _weights.AsSpan(0, _points.Count));
    }

    /// <summary>Mean and standard deviation, without noise.</summary>
    public (double Mean, double Deviation) At(ReadOnlySpan<double> features)
    {
        var mean = Mean(features);
        _kernel.CopyTo(_solved, 0);
        _factor.SolveLower(_solved);
        return (mean, DeviationOf(_solved.AsSpan(0, _points.Count)));
    }

    /// <summary>Mean and standard deviation at four places, in less time than one after another.</summary>
    /// <param name="features">The places' features, one place after another.</param>
    /// <param name="means">Receives the means.</param>
    /// <param name="deviations">Receives the standard deviations.</param>
    public void AtFour(ReadOnlySpan<double> features, Span<double> means, Span<double> deviations)
    {
        var (count, stride, width) = (_points.Count, _points.Padded, _points.Map.Count);
        for (var i = 0; i < Block; i++)
        {
            var row = _block.AsSpan(i * stride, stride);
            _points.Compare(features.Slice(i * width, width), Scales, count, row, []);
            means[i] = Dot.Of(row[..count], _weights.AsSpan(0, count));
        }

        _factor.SolveLowerOfFour(_block, stride);
        for (var i = 0; i < Block; i++) deviations[i] = DeviationOf(_block.AsSpan(i * stride, count));
    }

    /// <summary>Mean and standard deviation with their derivatives by numeric coordinates.</summary>
    /// <param name="features">The place.</param>
    /// <param name="coordinates">By which coordinates.</param>
    /// <param name="meanGradient">Receives the derivatives of the mean.</param>
    /// <param name="deviationGradient">Receives those of the standard deviation.</param>
    public (double Mean, double Deviation) At(
        ReadOnlySpan<double> features,
        ReadOnlySpan<int> coordinates,
        Span<double> meanGradient,
        Span<double> deviationGradient)
    {
        var count = _points.Count;
        _points.Compare(features, Scales, count, _kernel, _slope);
        var mean = Dot.Of(_kernel.AsSpan(0, count), _weights.AsSpan(0, count));
        _kernel.CopyTo(_solved, 0);
        _factor.SolveLower(_solved);
        var deviation = DeviationOf(_solved.AsSpan(0, count));
        _factor.MultiplyInverseTransposed(_solved, _back);
        for (var i = 0; i < count; i++)
        {
            _solved[i] = _weights[i] * _slope[i];
            _back[i] *= _slope[i];
        }

        _solved.AsSpan(count).Clear();
        _back.AsSpan(count).Clear();
        for (var i = 0; i < coordinates.Length; i++)
        {
            var at = coordinates[i];
            meanGradient[i] = _points.Derivative(at, features[at], Scales, _solved);
            deviationGradient[i] = -_points.Derivative(at, features[at], Scales, _back) / deviation;
        }

        return (mean, deviation);
    }

    // Rounding leaves a little more or less than nothing where everything is known.
    private double DeviationOf(ReadOnlySpan<double> solved) =>
        Math.Sqrt(Math.Max(Scales.Variance - Dot.Of(solved, solved), Scales.Variance * 1e-14));

    private bool TryCondition(ReadOnlySpan<double> values)
    {
        var count = _points.Count;
        Span<double> features = stackalloc double[_points.Map.Count];
        for (var i = 0; i < count; i++)
        {
            _points.Read(i, features);
            var row = _factor.Row(i);
            _points.Compare(features, Scales, i, row, []);
            row[i] = Scales.Variance + Scales.Noise;
        }

        if (!_factor.TryFactorise(count)) return false;
        _factor.Invert();
        values.CopyTo(_solved);
        _factor.SolveLower(_solved);
        _factor.MultiplyInverseTransposed(_solved, _weights);
        return true;
    }
}
