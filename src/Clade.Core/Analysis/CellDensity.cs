namespace Clade.Analysis;

/// <summary>How likely each cell of an axis is, estimated from trials.</summary>
/// <remarks>
/// Kernels around the trials on ordered axes, frequencies on others; each with one trial's weight of the prior, which
/// is even, so that no cell has none. A trial in which the hyperparameter is turned off tells nothing but the prior.
/// </remarks>
internal static class CellDensity
{
    /// <summary>The narrowest kernel, in cells: nine tenths of it stay in their cell.</summary>
    private const double DeviationMin = 0.5 / 1.64;

    /// <returns>For each cell its probability; they add up to 1, and none is 0.</returns>
    /// <param name="axis">The axis.</param>
    /// <param name="cells">The cells of all trials.</param>
    /// <param name="trials">Which trials count.</param>
    public static double[] Of(CellAxis axis, int[] cells, int[] trials)
    {
        var counts = new int[axis.Count];
        var on = 0;
        foreach (var trial in trials)
        {
            if (cells[trial] == CellGrid.Off) continue;
            counts[cells[trial]]++;
            on++;
        }

        var density = new double[axis.Count];
        if (axis.IsCategorical || on == 0) AddFrequencies(counts, density);
        else AddKernels(counts, DeviationOf(counts, on), density);

        double prior = trials.Length - on + 1;
        for (var cell = 0; cell < axis.Count; cell++)
        {
            density[cell] = (density[cell] + (prior / axis.Count)) / (trials.Length + 1);
        }

        return density;
    }

    private static void AddFrequencies(int[] counts, double[] density)
    {
        for (var cell = 0; cell < counts.Length; cell++) density[cell] += counts[cell];
    }

    private static void AddKernels(int[] counts, double deviation, double[] density)
    {
        double[] heights =
            [.. counts.Select((_, distance) => Math.Exp(-0.5 * distance * distance / (deviation * deviation)))];
        for (var centre = 0; centre < counts.Length; centre++)
        {
            if (counts[centre] == 0) continue;

            // What would lie beyond the ends is given to the cells inside.
            var sum = 0.0;
            for (var cell = 0; cell < counts.Length; cell++) sum += heights[Math.Abs(cell - centre)];
            for (var cell = 0; cell < counts.Length; cell++)
            {
                density[cell] += counts[centre] * heights[Math.Abs(cell - centre)] / sum;
            }
        }
    }

    /// <summary>Scott's rule (1992), guarded against outliers by the interquartile range.</summary>
    private static double DeviationOf(int[] counts, int on)
    {
        var mean = counts.Select((count, cell) => (double)count * cell).Sum() / on;
        var variance = counts.Select((count, cell) => count * (cell - mean) * (cell - mean))
            .Sum() / Math.Max(1, on - 1);
        var between = QuantileOf(counts, 0.75 * on) - QuantileOf(counts, 0.25 * on);
        var spread = Math.Min(Math.Sqrt(variance), between / 1.34);
        return Math.Max(DeviationMin, 1.059 * spread * Math.Pow(on, -0.2));
    }

    private static int QuantileOf(int[] counts, double below)
    {
        var sum = 0;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            sum += counts[cell];
            if (sum >= below) return cell;
        }

        return counts.Length - 1;
    }
}
