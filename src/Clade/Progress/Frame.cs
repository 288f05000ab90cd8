using System.Collections.Immutable;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Clade.Display;

/// <summary>A piece of a line in one style.</summary>
/// <param name="Text">The text; without line ends.</param>
/// <param name="Style">How it looks.</param>
internal readonly record struct StyledText(string Text, Style Style);

/// <summary>Lines that are laid out already: none is wider than the screen, so that none is wrapped.</summary>
/// <param name="lines">The lines, from above.</param>
internal sealed class Frame(ImmutableArray<ImmutableArray<StyledText>> lines) : Renderable
{
    public int Height => lines.Length;

    protected override Measurement Measure(RenderOptions options, int maxWidth)
    {
        var width = Math.Min(maxWidth, lines.Select(WidthOf).DefaultIfEmpty(0).Max());
        return new Measurement(width, width);
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in lines)
        {
            foreach (var piece in line) yield return new Segment(piece.Text, piece.Style);
            yield return Segment.LineBreak;
        }
    }

    private static int WidthOf(ImmutableArray<StyledText> line) => line.Sum(static piece => Cells.Width(piece.Text));
}
