namespace Clade.Core.Tests;

public sealed class KeyedRandomTests
{
    [Fact]
    public void The_stream_of_a_key_never_changes()
    {
        // Journals of released versions rely on these numbers.
        var random = KeyedRandom.For(seed: 7, RandomPurpose.Sample, first: 3, second: 1);
        Assert.Equal([7757490829351874547UL, 17668223962508661698UL], [random.NextBits(), random.NextBits()]);
    }

    [Fact]
    public void Keys_that_differ_in_one_part_draw_different_numbers()
    {
        var first = Enumerable.Range(0, 40).SelectMany(a => Enumerable.Range(0, 40).Select(
            b => KeyedRandom.For(1, RandomPurpose.Sample, a, b).NextBits()));
        Assert.Equal(1600, first.Distinct().Count());
        Assert.NotEqual(
            KeyedRandom.For(1, RandomPurpose.Donor).NextBits(), KeyedRandom.For(1, RandomPurpose.Explore).NextBits());
    }

    [Fact]
    public void Draws_have_the_moments_of_their_distribution()
    {
        var random = KeyedRandom.For(11, RandomPurpose.Simulation);
        var uniform = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()).ToArray();
        var normal = Enumerable.Range(0, 20_000).Select(_ => random.NextNormal()).ToArray();

        Assert.All(uniform, u => Assert.InRange(u, 0, 0.9999999999999999));
        Assert.Equal(0.5, uniform.Average(), 0.01);
        Assert.Equal(1.0 / 12, uniform.Average(u => (u - 0.5) * (u - 0.5)), 0.003);
        Assert.Equal(0, normal.Average(), 0.03);
        Assert.Equal(1, normal.Average(n => n * n), 0.05);
    }

    [Fact]
    public void A_fork_does_not_move_its_parent()
    {
        var one = KeyedRandom.For(5, RandomPurpose.Explore);
        var other = KeyedRandom.For(5, RandomPurpose.Explore);
        one.Fork("lr").NextBits();
        Assert.Equal(other.NextBits(), one.NextBits());
    }
}
