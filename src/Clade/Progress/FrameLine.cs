using System.Collections.Immutable;
using Spectre.Console;

namespace Clade.Display;

/// <summary>Builds one line that never becomes wider than the screen.</summary>
/// <param name="width">Cells that there are.</param>
/// <param name="ellipsis">Marks what was cut.</param>
internal sealed class FrameLine(int width, string ellipsis)
{
    private readonly ImmutableArray<StyledText>.Builder _pieces = ImmutableArray.CreateBuilder<StyledText>();
    private int _left = width;

    public static ImmutableArray<StyledText> Empty { get; } = [];

    /// <summary>Cells that are left.</summary>
    public int Left => _left;

    /// <summary>Adds a text, cut to what is left.</summary>
    public FrameLine Add(string text, Style? style = null)
    {
        var cut = Cells.Truncate(Cells.Clean(text), _left, ellipsis);
        if (cut.Length == 0) return this;

        _pieces.Add(new StyledText(cut, style ?? Style.Plain));
        _left -= Cells.Width(cut);
        return this;
    }

    public ImmutableArray<StyledText> ToLine() => _pieces.ToImmutable();
}
