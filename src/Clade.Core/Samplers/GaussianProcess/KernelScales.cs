namespace Clade.GaussianProcesses;

/// <summary>The parameters of a Matérn 5/2 kernel with a scale for each coordinate, and of the noise.</summary>
/// <param name="InverseSquaredLengths">For each coordinate one over its length scale's square.</param>
/// <param name="Variance">The variance of what is modelled.</param>
/// <param name="Noise">The variance of one observation around it.</param>
internal sealed record KernelScales(double[] InverseSquaredLengths, double Variance, double Noise)
{
    /// <summary>The logarithms of all parameters, in order: that is what a fit searches over.</summary>
    public double[] ToLogs() =>
        [.. InverseSquaredLengths.Select(static inverse => Math.Log(inverse)), Math.Log(Variance), Math.Log(Noise)];

    public static KernelScales FromLogs(ReadOnlySpan<double> logs)
    {
        var inverse = new double[logs.Length - 2];
        for (var i = 0; i < inverse.Length; i++) inverse[i] = Math.Exp(logs[i]);
        return new KernelScales(inverse, Math.Exp(logs[^2]), Math.Exp(logs[^1]));
    }
}
