namespace Clade.Benchmarks;

/// <summary>
/// A million reports of some 10,000 trials under ASHA on 50 slots, decided and not stored: seconds of processor time
/// in all, and what the dearest tenth of the reports cost beside the first. Whichever of the two variants is slower,
/// and grows more.
/// </summary>
internal static class RungGrowth
{
    private const long Reports = 1_000_000;
    private const int Trials = 11_000;

    // Four rungs, so that so many trials make about so many reports.
    private const int GracePeriod = 28;

    public static Task<double[]> RunAsync()
    {
        var stopping = Measure("stopping", AshaVariant.Stopping);
        var promotion = Measure("promotion", AshaVariant.Promotion);
        return Task.FromResult<double[]>(
            [Math.Max(stopping.Seconds, promotion.Seconds), Math.Max(stopping.Ratio, promotion.Ratio)]);
    }

    private static (double Seconds, double Ratio) Measure(string name, AshaVariant variant)
    {
        // What is called often is compiled anew, and better, for a good while.
        _ = Costs(variant, Reports / 10);
        var costs = Costs(variant, Reports);
        var seconds = costs.Average() * Reports / 1e6;
        Statistics.Note(
            $"{name}: {seconds:F1} s, each tenth {string.Join(", ", costs.Select(static c => $"{c:F2}"))} us a report");
        return (seconds, costs.Max() / costs[0]);
    }

    private static double[] Costs(AshaVariant variant, long reports)
    {
        var scheduler = new Asha { GracePeriod = GracePeriod, MaxResource = GracePeriod * 64, Variant = variant };
        using var journal = GrowthJournal.BeginInMemory(
            GrowthJournal.Options("unused") with { Trials = Trials, Scheduler = scheduler, Stop = Stop.Never },
                slots: 50);
        double[] costs = [.. Enumerable.Range(1, 10).Select(tenth => journal.Fill(tenth * reports / 10))];
        if (reports == Reports) Statistics.Note($"{journal.Trials} trials");
        return costs;
    }
}
