namespace Clade.Benchmarks;

/// <summary>Order statistics, and how measures tell what is behind their figure.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    public static double Quantile(IEnumerable<double> values, double q)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(q * sorted.Length))];
    }

    /// <summary>A line beside the table: what else was seen.</summary>
    public static void Note(string text) => Console.Error.WriteLine($"  {text}");
}
