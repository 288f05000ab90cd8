using Spectre.Console;

namespace Clade.Cli.Output;

/// <summary>Where an experiment or a trial stands, as a word and its colour.</summary>
internal static class StatusText
{
    public static string Of(ExperimentStatus status) => status switch
    {
        ExperimentStatus.Running => "running",
        ExperimentStatus.Interrupted => "interrupted",
        ExperimentStatus.Completed => "completed",
        _ => "failed",
    };

    public static Style StyleOf(ExperimentStatus status) => status switch
    {
        ExperimentStatus.Running => new Style(Color.Green),
        ExperimentStatus.Interrupted => new Style(Color.Yellow),
        ExperimentStatus.Completed => new Style(Color.Blue),
        _ => new Style(Color.Red),
    };

    public static Style StyleOf(TrialStatus status) => status switch
    {
        TrialStatus.Running => new Style(Color.Green),
        TrialStatus.Failed => new Style(Color.Red),
        TrialStatus.Completed => new Style(Color.Blue),
        _ => ConsoleLines.Dim,
    };
}
