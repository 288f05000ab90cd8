using Clade.Display;
using CsCheck;

namespace Clade.Tests.Display;

public sealed class CellsTests
{
    // Latin, accents built from two characters, wide signs, signs beyond 16 bits, spaces.
    private static readonly Gen<string> Texts =
        Gen.OneOf("a", "bc", " ", "é", "e\u0301", "幅", "全角", "🙂", "—", "  ").Array[0, 30].Select(string.Concat);

    [Fact]
    public void Wide_signs_count_twice_and_marks_not_at_all()
    {
        Assert.Equal(3, Cells.Width("abc"));
        Assert.Equal(4, Cells.Width("全角"));
        Assert.Equal("全…", Cells.Truncate("全角文字", 4, "…"));
        Assert.Equal("ab...", Cells.Truncate("abcdefgh", 5, "..."));
        Assert.Equal("ab", Cells.Truncate("abcdefgh", 2, "..."));
    }

    [Fact]
    public void No_text_is_ever_wider_than_its_room()
    {
        var cut = 0;
        Gen.Select(Texts, Gen.Int[1, 40], Gen.Bool).Sample((text, width, right) =>
        {
            var truncated = Cells.Truncate(text, width, "…");
            Assert.InRange(Cells.Width(truncated), 0, width);
            Assert.Equal(width, Cells.Width(Cells.Fit(text, width, right, "…")));
            if (Cells.Width(text) <= width) Assert.Equal(text, truncated);
            else Interlocked.Increment(ref cut);
        }, iter: 2000);

        Assert.True(cut > 300, $"The generator is too tame: {cut} texts were cut.");
    }

    [Fact]
    public void Wrapping_keeps_every_word_that_has_room()
    {
        var several = 0;
        Gen.Select(Texts, Gen.Int[4, 40], Gen.Int[1, 4]).Sample((text, width, linesMax) =>
        {
            var lines = Cells.Wrap(text, width, linesMax, "…");
            Assert.InRange(lines.Count, 1, linesMax);
            Assert.All(lines, line => Assert.InRange(Cells.Width(line), 0, width));
            if (!lines[^1].EndsWith('…')) Assert.Equal(Letters(text), Letters(string.Concat(lines)));
            if (lines.Count > 1) Interlocked.Increment(ref several);
        }, iter: 2000);

        Assert.True(several > 300, $"The generator is too tame: {several} texts of several lines.");
        Assert.Equal(["the quick", "brown fox"], Cells.Wrap("the quick brown fox", 10, 3, "…"));
        Assert.Equal(["the quick", "brown fo…"], Cells.Wrap("the quick brown fox jumps", 9, 2, "…"));
    }

    [Fact]
    public void Control_characters_never_reach_the_terminal()
    {
        Assert.Equal("a b c[31md", Cells.Clean("a\r\n  b\tc\e[31md"));
        Assert.Equal("plain", Cells.Clean("plain"));
    }

    private static string Letters(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
