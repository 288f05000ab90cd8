using System.Collections.Immutable;
using Clade.Display;
using CsCheck;
using Spectre.Console;

namespace Clade.Tests.Display;

public sealed class LiveRegionTests
{
    [Fact]
    public void A_frame_is_replaced_in_place()
    {
        var (region, screen) = Create(20, 10);
        region.Draw(Frame("one", "two", "three"), 20);
        region.Draw(Frame("1", "2"), 20);
        Assert.Equal(["1", "2"], screen.Lines);
        region.Draw(Frame("a", "b", "c", "d"), 20);
        Assert.Equal(["a", "b", "c", "d"], screen.Lines);
        Assert.Empty(screen.History);
    }

    [Fact]
    public void Other_output_scrolls_by_above_the_frame()
    {
        var (region, screen) = Create(20, 5);
        region.Draw(Frame("frame 1", "frame 2", "frame 3", "frame 4"), 20);
        region.WriteAbove("hello\nthis line is wrapped by the screen\n");
        region.WriteAbove("bye\n");
        region.Draw(Frame("FRAME 1", "FRAME 2", "FRAME 3", "FRAME 4"), 20);
        Assert.Equal(["FRAME 1", "FRAME 2", "FRAME 3", "FRAME 4"], screen.Lines);
        Assert.Equal(["hello", "this line is wrapped", " by the screen", "bye"], screen.History);
    }

    [Fact]
    public void Closing_leaves_the_last_lines_and_lets_everything_through()
    {
        var (region, screen) = Create(20, 10);
        region.Draw(Frame("frame"), 20);
        region.Close(Frame("done"), 20);
        region.Draw(Frame("too late"), 20);
        region.Close(Frame("twice"), 20);
        region.WriteAbove("after\r\n");
        Assert.Equal(["done", "after"], screen.Lines);
    }

    [Fact]
    public void After_the_window_became_narrower_the_wrapped_lines_are_replaced_too()
    {
        using var output = new StringWriter();
        var region = new LiveRegion(output, ColorSystemSupport.Standard);
        region.Draw(Frame("exactly 19 in width", "short"), width: 20);
        output.GetStringBuilder().Clear();
        region.Draw(Frame("new"), width: 10);
        Assert.Contains("\r\e[3A", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_drawn_and_written_nothing_is_lost_and_no_old_frame_stays()
    {
        var scrolled = 0;
        Gen.Select(Gen.Int[3, 12], Gen.Select(Gen.Bool, Gen.Int[0, 11], Gen.Int[1, 60]).Array[1, 30]).Sample(
            (height, steps) =>
            {
                var (region, screen) = Create(20, height);
                var written = new List<string>();
                var frame = Array.Empty<string>();
                foreach (var ((draws, lines, length), i) in steps.Select((step, i) => (step, i)))
                {
                    if (draws)
                    {
                        var count = Math.Min(lines, height - 1);
                        frame = [.. Enumerable.Range(0, count).Select(n => $"frame {i} line {n}")];
                        region.Draw(Frame(frame), 20);
                    }
                    else
                    {
                        var text = $"{i}" + new string('x', length);
                        region.WriteAbove(text + "\n");
                        written.AddRange(text.Chunk(20).Select(chunk => new string(chunk)));
                    }
                }

                string[] all = [.. screen.History, .. screen.Lines];
                Assert.Equal([.. written, .. frame], all);
                Assert.False(screen.LeftCursorHidden);
                if (screen.History.Count > 0) Interlocked.Increment(ref scrolled);
            }, iter: 500);

        Assert.True(scrolled > 100, $"The generator is too tame: {scrolled} screens scrolled.");
    }

    private static (LiveRegion Region, Screen Screen) Create(int width, int height)
    {
        var screen = new Screen(width, height);
        return (new LiveRegion(screen, ColorSystemSupport.Standard), screen);
    }

    private static Frame Frame(params string[] lines) => new(
        [.. lines.Select(line => ImmutableArray.Create(
            new StyledText(line[..(line.Length / 2)], new Style(Color.Red)),
            new StyledText(line[(line.Length / 2)..], Style.Plain)))]);
}
