using System.Collections.Immutable;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>
/// Mistakes of a user's that show only while the experiment runs; the user mends each after the failure and resumes.
/// </summary>
internal static class MixMistakes
{
    public static Testing.Simulation Draw(Testing.Simulation right, KeyedRandom random)
    {
        var chance = 0.3 * random.NextDouble();
        var wrong = random.NextIndex(5) switch
        {
            0 => right with { Space = BrokenVersionOf(right.Space) },
            1 => right with { Scheduler = WithThrowingExplore(right.Scheduler, chance) },
            2 => right with
            {
                Stop = right.Stop | Stop.When(report => Fraction(report.Metrics[MixTraining.Metric]) < chance / 5
                    ? throw new FormatException("a stop condition's mistake")
                    : false),
            },
            3 => right with
            {
                Training = right.Training with
                {
                    CanSave = iteration => right.Training.CanSave(iteration) && Fraction(iteration) >= chance,
                },
            },
            _ => right with { Training = right.Training with { Measure = Forgetful(right.Training.Measure, chance) } },
        };
        return wrong with { Mended = right };
    }

    private static SearchSpace BrokenVersionOf(SearchSpace space) =>
        space.Find("half") is null ? space : MixSpaces.WithBrokenFunction;

    private static Scheduler WithThrowingExplore(Scheduler scheduler, double chance) =>
        scheduler is not PopulationBasedTraining pbt ? scheduler : pbt with
        {
            Explore = Explore.Then(input => input.Random.NextDouble() < chance
                ? throw new FormatException("an explore function's mistake")
                : input.Config),
        };

    /// <summary>Leaves the objective's metric out now and then.</summary>
    private static Func<ImmutableArray<double>, Metrics> Forgetful(
        Func<ImmutableArray<double>, Metrics> measure, double chance) => weights =>
    {
        var metrics = measure(weights);
        return Fraction(metrics[MixTraining.Metric]) >= chance / 5
            ? metrics
            : new Metrics(metrics.Where(static metric => metric.Key != MixTraining.Metric));
    };

    /// <summary>A number in [0, 1) that jumps about as its argument moves.</summary>
    private static double Fraction(double x)
    {
        var large = Math.Abs(Math.Sin(x * 1e4)) * 1e4;
        return double.IsFinite(large) ? large - Math.Floor(large) : 0.5;
    }
}
