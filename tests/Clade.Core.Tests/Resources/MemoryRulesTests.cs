namespace Clade.Core.Tests;

public sealed class MemoryRulesTests
{
    private const long Gib = 1L << 30;

    [Theory]
    [InlineData(16 * Gib, Gib, Gib / 4)]
    [InlineData(1024 * Gib, Gib, Gib / 4)]
    [InlineData(4 * Gib, 429_496_729, 107_374_182)]
    public void Short_is_a_tenth_and_at_most_a_gibibyte(long total, long low, long critical)
    {
        Assert.Equal(low, MemoryRules.ShortBytes(total));
        Assert.Equal(critical, MemoryRules.CriticalBytes(total));
    }

    [Fact]
    public void A_level_is_left_at_more_than_it_was_entered_at()
    {
        var total = 16 * Gib;
        string Walk(params double[] gibibytes)
        {
            var (level, seen) = (MemoryLevel.Ample, "");
            foreach (var left in gibibytes)
            {
                level = MemoryRules.Next(level, new MemoryReading((long)(left * Gib), total));
                seen += level.ToString()[0];
            }

            return seen;
        }

        Assert.Equal("ASSSA", Walk(1, 0.99, 1.01, 1.49, 1.5));
        Assert.Equal("SCCCS", Walk(0.3, 0.24, 0.26, 0.49, 0.5));
        Assert.Equal("CA", Walk(0.1, 8));
    }

    [Fact]
    public void What_is_missing_is_what_ends_the_critical_level() =>
        Assert.Equal(Gib / 2, MemoryRules.MissingBytes(availableBytes: 0, 16 * Gib));
}
