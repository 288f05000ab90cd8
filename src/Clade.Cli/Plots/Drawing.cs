using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>A picture that was drawn, or why it can't be.</summary>
internal sealed record Drawing
{
    private Drawing()
    {
    }

    /// <summary>What stands above, in bold.</summary>
    public string Title { get; private init; } = "";

    /// <summary>A line below the title.</summary>
    public string Subtitle { get; private init; } = "";

    /// <summary>One plot, or several of equal size side by side.</summary>
    public IReadOnlyList<Plot> Plots { get; private init; } = [];

    /// <summary>Why there is no picture: what is missing, and what to do; none if there is one.</summary>
    public string? WhyNot { get; private init; }

    public static Drawing Of(string title, string subtitle, params IReadOnlyList<Plot> plots) =>
        new() { Title = title, Subtitle = subtitle, Plots = plots };

    public static Drawing Impossible(string whyNot) => new() { WhyNot = whyNot };
}
