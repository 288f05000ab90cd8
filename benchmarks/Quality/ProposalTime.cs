using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>How long a sampler takes for one proposal after so many observations, in six dimensions.</summary>
/// <remarks>
/// The observations are given as starting configurations, so that getting there costs nothing. The first proposals are
/// not counted: they fit from nothing, and run code that is not optimised yet, which it is long before a search has
/// come so far. After each proposal its outcome is told, as in a search.
/// </remarks>
internal static class ProposalTime
{
    private const int WarmUps = 60;
    private const int ProposalsMax = 100;

    private static readonly ImmutableArray<int> Observations = [100, 1_000, 5_000];
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    public static void Measure(QualityArguments arguments, TextWriter output)
    {
        output.WriteLine($"{"sampler",-14}{"observations",13}{"median ms",12}{"p90 ms",12}{"proposals",11}");
        foreach (var sampler in arguments.Samplers.Where(static sampler => sampler.ObjectivesMin == 1))
        {
            foreach (var count in Observations)
            {
                double[] times = [.. TimesOf(sampler, count).Order()];
                var (median, tail) = (Quartiles.Quantile(times, 0.5), Quartiles.Quantile(times, 0.9));
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sampler.Name,-14}{count,13}{median,12:F3}{tail,12:F3}{times.Length,11}"));
            }
        }
    }

    private static List<double> TimesOf(SamplerEntry entry, int observations)
    {
        var function = TestFunctions.Find("hartmann6")!;
        var start = new AskTell(new RandomSampler(), function.Space, Objective.Minimize("value"), seed: 1);
        var given = Enumerable.Range(0, observations).Select(_ => start.Ask().Config).ToList();
        var search = new AskTell(
            entry.New(function) with { StartingConfigurations = given }, function.Space, Objective.Minimize("value"));
        foreach (var _ in given) Tell(search.Ask());
        for (var i = 0; i < WarmUps; i++) Tell(search.Ask());

        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        while (times.Count < ProposalsMax && (times.Count == 0 || Stopwatch.GetElapsedTime(began) < TimeMax))
        {
            var asked = Stopwatch.GetTimestamp();
            var trial = search.Ask();
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            Tell(trial);
        }

        return times;

        void Tell(AskedTrial trial) => search.Tell(trial, function.Evaluate(trial.Config)[0]);
    }
}
