using Clade.Experiments;
using Clade.Schedulers;

namespace Clade.Core.Tests;

public sealed class CategoryBanditTests
{
    [Fact]
    public void Without_plays_all_options_are_as_likely() =>
        Assert.Equal([0.25, 0.25, 0.25, 0.25], CategoryBandit.Probabilities([], 4));

    [Fact]
    public void The_option_that_earns_more_is_played_more_and_no_option_is_given_up()
    {
        var probabilities = Play(best: static _ => 1, count: 200);
        Assert.Equal(1, probabilities.Sum(), 1e-9);
        Assert.True(probabilities[1] > 0.5, $"{probabilities[1]}");
        Assert.All(probabilities, static p => Assert.True(p > 0.02));
    }

    [Fact]
    public void What_was_the_best_once_is_forgotten()
    {
        var probabilities = Play(best: static i => i < 100 ? 0 : 2, count: 200);
        Assert.True(probabilities[2] > 1.5 * probabilities[0], string.Join(' ', probabilities));
    }

    [Fact]
    public void An_option_is_drawn_as_often_as_it_is_likely()
    {
        var counts = new int[3];
        for (var i = 0; i < 10_000; i++) counts[CategoryBandit.Draw([0.2, 0.5, 0.3], Draws.Random(i))]++;
        Assert.Equal(0.2, counts[0] / 10_000.0, 0.02);
        Assert.Equal(0.5, counts[1] / 10_000.0, 0.02);
    }

    [Fact]
    public void A_reward_is_the_rank_among_the_changes_of_others_at_the_same_time()
    {
        ScoreChange[] changes =
        [
            Change(0, since: 0, rate: 100), Change(1, since: 0, rate: 50), Change(2, since: 0, rate: double.NaN),
            Change(0, since: 10, rate: 0.1), Change(1, since: 10, rate: 0.2), Change(2, since: 20, rate: 7),
        ];
        Assert.Equal([1, 0.5, 0, 0, 1], CategoryBandit.Rewards(changes, interval: 10).Select(static r => r.Reward));
    }

    private static ScoreChange Change(int trial, double since, double rate) =>
        new(new TrialId(trial), since, 10, 0, rate, Configuration.Empty);

    /// <summary>Options played by their own probabilities, the best one earning 0.8 and the others 0.3.</summary>
    private static double[] Play(Func<int, int> best, int count)
    {
        var plays = new List<Play>();
        for (var i = 0; i < count; i++)
        {
            var option = CategoryBandit.Draw(CategoryBandit.Probabilities(plays, 3), Draws.Random(i));
            plays.Add(new Play(option, option == best(i) ? 0.8 : 0.3));
        }

        return CategoryBandit.Probabilities(plays, 3);
    }
}
