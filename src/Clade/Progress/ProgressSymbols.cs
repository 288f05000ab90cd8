namespace Clade.Display;

/// <summary>The few signs beyond ASCII, so that a terminal or a file without them stays readable.</summary>
internal sealed record ProgressSymbols
{
    public static ProgressSymbols Unicode { get; } = new()
    {
        To = "→",
        From = "←",
        Times = "×",
        Ellipsis = "…",
        Separator = " · ",
        BarDone = '━',
        BarLeft = '─',
    };

    public static ProgressSymbols Ascii { get; } = new()
    {
        To = "->",
        From = "<-",
        Times = "x",
        Ellipsis = "...",
        Separator = " | ",
        BarDone = '#',
        BarLeft = '-',
    };

    public required string To { get; init; }

    public required string From { get; init; }

    public required string Times { get; init; }

    public required string Ellipsis { get; init; }

    public required string Separator { get; init; }

    public required char BarDone { get; init; }

    public required char BarLeft { get; init; }
}
