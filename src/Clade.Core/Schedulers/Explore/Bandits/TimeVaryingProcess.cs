using Clade.Numerics;

namespace Clade.Schedulers;

/// <summary>
/// A Gaussian process over changes of scores that forgets: what was seen long ago says less about now.
/// </summary>
/// <remarks>
/// Points whose change is not known yet narrow the variance and leave the mean alone (hallucinated observations,
/// Desautels et al., 2014), so that members who decide together spread out.
/// </remarks>
internal sealed class TimeVaryingProcess
{
    /// <summary>The kernel's parameters are fitted to at most so many of the newest points.</summary>
    /// <remarks>Time grows with the third power, and the old points are those that are forgotten.</remarks>
    public const int FittedMax = 100;

    // Cheap kernels of 100 points: a fit takes some milliseconds.
    private const int FitEvaluationsMax = 48;
    private const int FitHalvings = 3;

    private readonly ChangePoint[] _points;
    private readonly CholeskyFactor _factor;
    private readonly double[] _weights;
    private readonly double[] _solved;
    private readonly double _deviation;

    private TimeVaryingProcess(
        TimeVaryingKernel kernel, ChangePoint[] points, CholeskyFactor factor, double[] weights, double variance)
    {
        (Kernel, _points, _factor, _weights) = (kernel, points, factor, weights);
        _solved = new double[points.Length];
        _deviation = Math.Sqrt(variance);
    }

    /// <summary>The kernel with its fitted parameters.</summary>
    public TimeVaryingKernel Kernel { get; }

    /// <summary>Fits a process.</summary>
    /// <param name="seen">The points whose change is known, oldest first; at least one.</param>
    /// <param name="values">Their changes, of mean 0 and variance 1.</param>
    /// <param name="pending">The points whose change is not known yet.</param>
    public static TimeVaryingProcess Fit(
        IReadOnlyList<ChangePoint> seen, IReadOnlyList<double> values, IReadOnlyList<ChangePoint> pending)
    {
        var skipped = Math.Max(0, seen.Count - FittedMax);
        var kernel = FitKernel([.. seen.Skip(skipped)], [.. values.Skip(skipped)]);
        var factor = new CholeskyFactor(seen.Count + pending.Count);
        kernel = Factorise(factor, kernel, Likenesses([.. seen]));
        factor.Invert();
        var solved = values.ToArray();
        factor.SolveLower(solved);
        var weights = new double[solved.Length];
        factor.MultiplyInverseTransposed(solved, weights);
        return new TimeVaryingProcess(
            kernel, [.. seen, .. Extend(factor, kernel, seen, pending)], factor, weights, VarianceOf(solved));
    }

    /// <summary>What is expected at a point, and how unsure that is, as mean and standard deviation.</summary>
    public (double Mean, double Deviation) At(ChangePoint point)
    {
        for (var i = 0; i < _points.Length; i++) _solved[i] = Kernel.Of(Likeness.Of(point, _points[i]));
        var mean = Dot.Of(_weights, _solved.AsSpan(0, _weights.Length));
        _factor.SolveLower(_solved);
        var share = 1 - Dot.Of(_solved, _solved);
        return (mean, _deviation * Math.Sqrt(Math.Max(0, share)));
    }

    private static TimeVaryingKernel FitKernel(ChangePoint[] points, double[] values)
    {
        var hasCategories = points.Any(static point => point.Categories.Length > 0);
        var likenesses = Likenesses(points);
        var factor = new CholeskyFactor(points.Length);
        // Length scale and noise are searched by their logarithms.
        double[] place = [Math.Log(0.3), 0.1, Math.Log(0.1)];
        PatternSearch.Climb(
            at => LogPosterior(factor, KernelAt(at, hasCategories), likenesses, values), place,
            [
                new Axis(Math.Log(1e-2), 0, 1), new Axis(0, 0.5, 0.15), new Axis(Math.Log(1e-3), Math.Log(10), 1.5),
            ],
            FitHalvings, FitEvaluationsMax);
        return KernelAt(place, hasCategories);
    }

    private static TimeVaryingKernel KernelAt(double[] place, bool hasCategories) =>
        new(Math.Exp(place[0]), place[1], Math.Exp(place[2]), hasCategories);

    /// <summary>
    /// The logarithm of the marginal likelihood with the variance at its best, and of weak priors on the parameters:
    /// few points must not be explained by an extreme.
    /// </summary>
    private static double LogPosterior(
        CholeskyFactor factor, TimeVaryingKernel kernel, Likeness[][] likenesses, double[] values)
    {
        if (!TryFactorise(factor, kernel, likenesses)) return double.NaN;

        var solved = values.ToArray();
        factor.SolveLower(solved);
        var likelihood = -((values.Length / 2.0) * Math.Log(VarianceOf(solved))) - factor.LogDiagonal;
        var lengthScale = Math.Log(kernel.LengthScale / 0.3);
        var noise = Math.Log(kernel.Noise / 0.1) / 2;
        return likelihood - (((lengthScale * lengthScale) + (noise * noise)) / 2);
    }

    // The values have variance 1, which counts as one more of them: all-equal values don't make the model sure.
    private static double VarianceOf(ReadOnlySpan<double> solved) =>
        (Dot.Of(solved, solved) + 1) / (solved.Length + 1);

    /// <summary>Factorises with as much noise as it takes where the points are too much alike.</summary>
    /// <returns>The kernel with that noise.</returns>
    private static TimeVaryingKernel Factorise(
        CholeskyFactor factor, TimeVaryingKernel kernel, Likeness[][] likenesses)
    {
        while (!TryFactorise(factor, kernel, likenesses))
        {
            Invariant.Require(kernel.Noise < 1e6, "a covariance with that much noise can be factorised");
            kernel = kernel.WithMoreNoise();
        }

        return kernel;
    }

    private static bool TryFactorise(CholeskyFactor factor, TimeVaryingKernel kernel, Likeness[][] likenesses)
    {
        for (var i = 0; i < likenesses.Length; i++)
        {
            var row = factor.Row(i);
            for (var j = 0; j < i; j++) row[j] = kernel.Of(likenesses[i][j]);
            row[i] = 1 + kernel.Noise;
        }

        return factor.TryFactorise(likenesses.Length);
    }

    /// <summary>Adds those pending points of which not everything is known already.</summary>
    private static List<ChangePoint> Extend(
        CholeskyFactor factor, TimeVaryingKernel kernel, IReadOnlyList<ChangePoint> seen,
        IReadOnlyList<ChangePoint> pending)
    {
        var added = new List<ChangePoint>(pending.Count);
        foreach (var point in pending)
        {
            double[] row = [.. seen.Concat(added).Select(other => kernel.Of(Likeness.Of(point, other)))];
            if (factor.TryExtend(row, 1 + kernel.Noise)) added.Add(point);
        }

        return added;
    }

    private static Likeness[][] Likenesses(ChangePoint[] points)
    {
        var rows = new Likeness[points.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new Likeness[i + 1];
            for (var j = 0; j <= i; j++) rows[i][j] = Likeness.Of(points[i], points[j]);
        }

        return rows;
    }
}
