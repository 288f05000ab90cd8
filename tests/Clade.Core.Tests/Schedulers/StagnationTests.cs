using System.Collections.Immutable;
using Clade.Core.Tests.Experiments;
using Clade.Schedulers;

namespace Clade.Core.Tests.Schedulers;

public sealed class StagnationTests
{
    private static ImmutableArray<double> Series(int count, Func<int, double> score) =>
        [.. Enumerable.Range(0, count).Select(score)];

    [Fact]
    public void A_series_fails_when_its_smoothed_end_does_not_rise()
    {
        Assert.False(Stagnation.HasFailed(Series(1, static i => i)));
        Assert.False(Stagnation.HasFailed(Series(20, static i => i)));
        Assert.True(Stagnation.HasFailed(Series(20, static i => -i)));
        Assert.True(Stagnation.HasFailed(Series(5, static _ => 3)));
        Assert.True(Stagnation.HasFailed(Series(5, static _ => 0)));
    }

    [Fact]
    public void Noise_on_a_rising_series_is_smoothed_away()
    {
        // The last step falls by chance, the trend rises: without smoothing it would fail.
        var noisy = Series(30, static i => i + (i % 2 == 0 ? 0.8 : -0.8));
        Assert.True(noisy[^1] < noisy[^2]);
        Assert.False(Stagnation.HasFailed(noisy));
    }

    [Fact]
    public void Scale_and_offset_do_not_matter_however_large()
    {
        var falling = Series(12, static i => -i);
        Assert.True(Stagnation.HasFailed([.. falling.Select(static x => (x * 1e300) + 1e301)]));
        Assert.False(Stagnation.HasFailed([.. falling.Select(static x => x * -1e-300)]));
    }

    [Fact]
    public void It_is_slow_when_the_best_rose_by_less_than_a_deviation_within_the_last_rounds()
    {
        Assert.False(Stagnation.IsSlow(Series(15, static _ => 1), 15));
        Assert.True(Stagnation.IsSlow(Series(16, static _ => 1), 15));
        Assert.True(Stagnation.IsSlow(Series(30, static i => Math.Min(i, 15) + (i * 0.001)), 14));
        Assert.False(Stagnation.IsSlow(Series(30, static i => i), 15));
    }

    [Fact]
    public void Restarts_need_generations_and_sensible_numbers()
    {
        var pbt = new PopulationBasedTraining { PerturbationInterval = 1, Restart = new StagnationRestart() };
        Assert.Contains("set Synchronous", Assert.Single(
            pbt.Mistakes(PbtScenarioTests.Settings(pbt, 4))), StringComparison.Ordinal);
        Assert.Empty((pbt with { Synchronous = true }).Mistakes(PbtScenarioTests.Settings(pbt, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StagnationRestart { Failures = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StagnationRestart { SlowRounds = 61 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StagnationRestart { IntervalFactor = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StagnationRestart { Shrink = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StagnationRestart { Perturb = 2 });
    }

    [Theory]
    [InlineData(8, 2, true, null)]
    [InlineData(9, 2, true, "multiple of 2")]
    [InlineData(2, 2, true, "multiple of 2")]
    [InlineData(8, 2, false, "Synchronous")]
    public void A_population_is_chosen_from_a_multiple_of_it(
        int trials, int multiple, bool isSynchronous, string? mistake)
    {
        var pbt = new PopulationBasedTraining
        {
            PerturbationInterval = 1,
            InitialMultiple = multiple,
            Synchronous = isSynchronous,
        };
        var mistakes = pbt.Mistakes(PbtScenarioTests.Settings(pbt, trials));
        if (mistake is null) Assert.Empty(mistakes);
        else Assert.Contains(mistake, Assert.Single(mistakes), StringComparison.Ordinal);
    }
}
