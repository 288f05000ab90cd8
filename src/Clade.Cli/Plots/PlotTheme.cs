using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Colours that people of all kinds of colour vision tell apart (Okabe and Ito, 2008; Tol, 2021).</summary>
internal sealed record PlotTheme
{
    /// <summary>More trials than this are grey but for the best: nobody could tell their colours apart.</summary>
    public const int ColouredTrialsMax = 10;

    public static PlotTheme Light { get; } = new()
    {
        Background = Colors.White,
        Text = Color.FromHex("#222222"),
        Grid = Color.FromHex("#E6E6E6"),
        Muted = Color.FromHex("#9A9A9A"),
        Secondary = Color.FromHex("#5A5A5A"),
    };

    public static PlotTheme Dark { get; } = new()
    {
        Background = Color.FromHex("#1B1D21"),
        Text = Color.FromHex("#E8E8E8"),
        Grid = Color.FromHex("#34373D"),
        Muted = Color.FromHex("#7C8088"),
        Secondary = Color.FromHex("#B4B8BF"),
    };

    private static readonly Color[] OfTrials =
    [
        .. new[]
        {
            "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#A6761D", "#999933", "#AA3377", "#7F7F7F",
            "#6A5ACD",
        }.Select(static hex => Color.FromHex(hex)),
    ];

    public required Color Background { get; init; }

    public required Color Text { get; init; }

    public required Color Grid { get; init; }

    /// <summary>What is there for comparison.</summary>
    public required Color Muted { get; init; }

    /// <summary>What is written below a title.</summary>
    public required Color Secondary { get; init; }

    /// <summary>The best, in every plot.</summary>
    public Color Best { get; } = Color.FromHex("#D55E00");

    /// <summary>A score's colour: dark for bad ones, bright for good ones.</summary>
    public IColormap Scores { get; } = new ScottPlot.Colormaps.Viridis();

    /// <summary>A trial's colour where all are coloured.</summary>
    public static Color OfTrial(int index) => OfTrials[index % OfTrials.Length];
}
