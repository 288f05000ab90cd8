namespace Clade.Cli.Plots;

/// <summary>What a plot shows.</summary>
internal enum PlotKind
{
    /// <summary>Each trial's own reports, with jumps where it took over a donor's weights.</summary>
    Curves,

    /// <summary>For each trial, the reports that led to its weights.</summary>
    LineageCurves,

    /// <summary>Each hyperparameter over the iterations.</summary>
    Schedules,

    /// <summary>Who went on from whom.</summary>
    Lineage,

    /// <summary>Configurations as lines through all hyperparameters, coloured by score.</summary>
    Parallel,

    /// <summary>How much of the differences between scores each hyperparameter accounts for.</summary>
    Importance,

    /// <summary>The score over two hyperparameters.</summary>
    Contour,
}

/// <summary>The names of the kinds on the command line and in files.</summary>
internal static class PlotKinds
{
    /// <summary>Asks for every kind.</summary>
    public const string Everything = "all";

    public static IReadOnlyList<PlotKind> All { get; } = Enum.GetValues<PlotKind>();

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(NameOf), Everything];

    public static string NameOf(this PlotKind kind) => kind switch
    {
        PlotKind.LineageCurves => "lineage-curves",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
