using CsCheck;

namespace Clade.Tests;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("momentun", "momentum", 1)]
    [InlineData("momentmu", "momentum", 1)]
    [InlineData("Momentum", "momentum", 1)]
    [InlineData("LR", "lr", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void The_distance_counts_slips(string written, string meant, int slips) =>
        Assert.Equal(slips, Spelling.Distance(written, meant));

    [Fact]
    public void The_nearest_name_comes_first_and_far_ones_not_at_all() =>
        Assert.Equal(["mnist", "mnist2"], Spelling.Near("mnits", ["cifar", "mnist2", "mnist", "digits"]));

    [Fact]
    public void A_short_name_is_not_taken_for_every_other_short_name() =>
        Assert.Empty(Spelling.Near("lr", ["beta", "momentum", "wd"]));

    [Fact]
    public void A_guess_is_a_question_behind_the_message()
    {
        Assert.Equal(" Did you mean 'mnist'?", Spelling.DidYouMean("mnits", ["mnist", "cifar"]));
        Assert.Equal("", Spelling.DidYouMean("imagenet", ["mnist", "cifar"]));
    }

    [Fact]
    public void The_distance_is_the_same_both_ways_and_zero_only_for_the_same_name()
    {
        var names = Gen.String[Gen.Char["abcB"], 0, 6];
        var different = 0;

        Gen.Select(names, names).Sample((a, b) =>
        {
            Assert.Equal(Spelling.Distance(a, b), Spelling.Distance(b, a));
            Assert.Equal(a == b, Spelling.Distance(a, b) == 0);
            if (a != b) Interlocked.Increment(ref different);
        });

        Assert.True(different > 50, $"Only {different} pairs differed.");
    }
}
