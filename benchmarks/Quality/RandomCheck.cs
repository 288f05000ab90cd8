using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>Whether random search reaches what the reference's random search reached.</summary>
/// <remarks>
/// Both draw from the same distribution if functions, domains and counts are the same; then a median over a few seeds
/// of the reference is one draw from the medians over as many seeds here. How extreme it is among many of those is its
/// p value. A wrong bound or a trial too few shows as a p value near 0.
/// </remarks>
internal static class RandomCheck
{
    private const int Medians = 10_000;

    // There are eight figures, and one in a thousand correct checks may fail.
    private const double Level = 0.001 / 8;

    /// <returns>Whether all figures agree.</returns>
    public static bool Run(Reference reference, int searches, TextWriter output)
    {
        var sampler = Samplers.Find("random")!;
        var agrees = true;
        output.WriteLine($"{"function",-12}{"trials",7}  {"here",-32}{"reference",-32}{"p",8}");
        foreach (var ofFunction in reference.Rows
            .Where(row => sampler.Peers.Contains(row.Sampler))
            .GroupBy(static row => row.Function).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            var rows = ofFunction.OrderBy(static row => row.Trials).ToList();
            var arguments = QualityArguments.Parse(
            [
                "--function", ofFunction.Key, "--trials", string.Join(',', rows.Select(static row => row.Trials)),
                "--seeds", searches.ToString(CultureInfo.InvariantCulture),
            ]);
            var figures = Comparison.FiguresOf(arguments, sampler, arguments.Functions[0]);
            for (var i = 0; i < rows.Count; i++)
            {
                double[] values = [.. figures.Select(ofSeed => ofSeed[i])];
                var p = PValueOf(values, rows[i].Regret.Median, rows[i].Seeds);
                agrees &= p >= Level;
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ofFunction.Key,-12}{rows[i].Trials,7}  {Quartiles.Of(values),-32}{rows[i].Regret,-32}{p,8:F4}"));
            }
        }

        output.WriteLine(agrees ? "Random search agrees with the reference." : "Random search DIFFERS.");
        return agrees;
    }

    /// <summary>How likely a median over some of the values is as far out as a given one, on either side.</summary>
    public static double PValueOf(double[] values, double median, int count)
    {
        // A generator with a fixed algorithm: the same answer each time.
        var random = KeyedRandom.For(0, RandomPurpose.Simulation);
        var (below, above) = (0, 0);
        var drawn = new double[count];
        for (var i = 0; i < Medians; i++)
        {
            for (var j = 0; j < count; j++) drawn[j] = values[random.NextIndex(values.Length)];
            Array.Sort(drawn);
            var other = Quartiles.Quantile(drawn, 0.5);
            if (other <= median) below++;
            if (other >= median) above++;
        }

        return Math.Min(1, 2.0 * Math.Min(below, above) / Medians);
    }
}
