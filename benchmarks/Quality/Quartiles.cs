using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>The middle half of a sample.</summary>
/// <param name="Low">A quarter lies below.</param>
/// <param name="Median">Half lies below.</param>
/// <param name="High">Three quarters lie below.</param>
internal readonly record struct Quartiles(double Low, double Median, double High)
{
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Quartiles(Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
    }

    /// <summary>Between two values, in proportion: as the reference figures were computed.</summary>
    /// <param name="sorted">At least one value, rising.</param>
    /// <param name="fraction">How much lies below; in [0, 1].</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double fraction)
    {
        var place = fraction * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:G4} [{Low:G4}, {High:G4}]");
}
