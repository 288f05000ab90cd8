using Clade.Benchmarks;

namespace Clade.Simulation.Tests;

/// <summary>What greed costs, on the task that punishes it; benchmarks/Greed measures the same in full.</summary>
public sealed class GreedTests
{
    private const int Seeds = 12;

    private static readonly Lazy<double> RandomSearch =
        new(static () => Median(new FirstInFirstOut(), GreedyTrap.Steps));

    private static double Median(Scheduler scheduler, int stepsPerReport, int trials = 16)
    {
        var losses = new double[Seeds];
        Parallel.For(0, Seeds, seed => losses[seed] = GreedyTrap.FinalLoss(
            GreedyTrap.Run(scheduler, stepsPerReport, trials, (ulong)seed)));
        Array.Sort(losses);
        return losses[Seeds / 2];
    }

    [Fact]
    public void A_short_interval_makes_pbt_worse_than_random_search_and_a_longer_one_better()
    {
        var (two, fifty) = (Median(GreedyTrap.Pbt, 2), Median(GreedyTrap.Pbt, 50));
        Assert.True(two > 2 * RandomSearch.Value, $"{two} at 2, {RandomSearch.Value} by random search");
        Assert.True(fifty < RandomSearch.Value / 4, $"{fifty} at 50, {RandomSearch.Value} by random search");
    }

    [Fact]
    public void Sub_populations_make_up_for_a_base_interval_that_is_too_short()
    {
        var (plain, parts) = (
            Median(GreedyTrap.Pbt, 10), Median(GreedyTrap.Pbt with { SubPopulations = [1, 5, 20, 50] }, 10));
        Assert.True(parts < plain / 2, $"{parts} with sub-populations, {plain} without");
    }

    [Fact]
    public void Selection_by_the_rate_of_improvement_makes_up_for_a_short_interval_too()
    {
        var (plain, fire) = (
            Median(GreedyTrap.Pbt, 10),
            Median(
                GreedyTrap.Pbt with
                {
                    PerturbationInterval = 5,
                    ImprovementRate = new FasterImprovementRate { ParentSizes = [6], Evaluators = 4 },
                },
                stepsPerReport: 2));
        Assert.True(fire < plain / 2, $"{fire} by the rate of improvement, {plain} by the score");
    }
}
