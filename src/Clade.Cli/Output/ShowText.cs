using Spectre.Console;
using static Clade.Display.ProgressText;

namespace Clade.Cli.Output;

/// <summary><c>clade show</c> for people.</summary>
internal static class ShowText
{
    // More than these are counted; --json has them all.
    private const int WarningsShown = 10;

    public static void Write(IAnsiConsole console, TuneResult result, ShownParts parts, TrialResult? trial)
    {
        if (parts.IsOverview && trial is null) WriteOverview(console, result);
        else if (parts.IsOverview) WriteTrial(console, result, trial!);
        else WriteParts(console, result, parts, trial);
    }

    private static void WriteParts(IAnsiConsole console, TuneResult result, ShownParts parts, TrialResult? trial)
    {
        var whose = trial is null ? "the best" : $"trial {trial.Id}";
        if (parts.Lineage)
        {
            console.WriteHeading($"What led to {whose}");
            if (trial is null && !result.HasBest) console.WriteRemark(result.NoBestReason!);
            else ShowTables.Lineage(trial is null ? result.Best.Lineage : result.Lineage(trial.Id)).WriteTo(console);
        }

        if (parts.Schedule)
        {
            console.WriteHeading($"The schedule that led to {whose}");
            if (trial is null && !result.HasBest) console.WriteRemark(result.NoBestReason!);
            else ShowTables.Schedule(trial is null ? result.Best.Schedule : result.Schedule(trial.Id)).WriteTo(console);
        }

        if (parts.Exploits) WriteExploits(console, result, trial);
        if (parts.Errors) WriteErrors(console, result, trial);
    }

    private static void WriteOverview(IAnsiConsole console, TuneResult result)
    {
        WriteHead(console, result);
        WriteBest(console, result);
        if (!result.Trials.IsEmpty)
        {
            console.WriteHeading("Trials, the best first");
            ShowTables.Trials(result, Ranked.Of(result)).WriteTo(console);
            if (!result.Exploits.IsEmpty)
            {
                console.WriteRemark("Configurations are those in force now; --schedule has what led to the best.");
            }

            if (!result.Errors.IsEmpty)
            {
                console.WriteRemark($"{Count(result.Errors.Length, "attempt")} did not end well; --errors says why.");
            }
        }

        WriteWarnings(console, result);
    }

    private static void WriteHead(IAnsiConsole console, TuneResult result)
    {
        var head = console.Line().Add(result.Name, ConsoleLines.Bold).Add("  ")
            .Add(StatusText.Of(result.Status), StatusText.StyleOf(result.Status));
        if (result.StatusReason is { Length: > 0 } reason) head.Add($": {reason}");
        console.WriteLine(head);

        console.WriteFields([
            ("objective", result.Objective.ToString()),
            ("trials", TrialCounts(result)),
            ("reports", $"{result.ReportCount}, {Count(result.Exploits.Length, "exploit")}"),
            ("created", Invariant(
                $"{result.Created.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by Clade {result.CladeVersion}")),
            ("scheduler", result.SchedulerDescription),
            ("sampler", result.SamplerDescription),
            ("stop", result.StopDescription),
            ("seed", Invariant($"{result.Seed}")),
            .. result.SpaceDescription.Select(static (line, i) => (i == 0 ? "space" : "", line)),
            ("folder", result.Folder)]);
    }

    private static string TrialCounts(TuneResult result)
    {
        var counts = result.Trials.GroupBy(static trial => trial.Status).OrderBy(static group => group.Key)
            .Select(static group => $"{group.Count()} {Status(group.Key)}");
        return result.Trials.IsEmpty ? "none yet" : string.Join(", ", counts);
    }

    private static void WriteBest(IAnsiConsole console, TuneResult result)
    {
        console.WriteHeading("Best");
        if (result.BestOrDefault is not { } best)
        {
            console.WriteRemark(result.NoBestReason!);
            return;
        }

        console.WriteFields([
            (result.Objective.Metric, Invariant(
                $"{Number(best.Metric)} by trial {best.Trial} at iteration {best.Iteration}")),
            .. ConfigFields(best.Config),
            .. best.CheckpointFolder is { } folder ? [("checkpoint", folder)] : NoFields]);
        var isBeaten = result.Trials.Any(trial =>
            trial.BestMetric is { } metric
            && result.Objective.Score(metric).CompareTo(result.Objective.Score(best.Metric)) > 0);
        if (isBeaten)
        {
            console.WriteRemark(
                "Better values were reported at iterations whose weights were not saved. The best is one unit: a " +
                "configuration, its score and its checkpoint.");
        }
    }

    private static IEnumerable<(string Label, string Value)> NoFields => [];

    private static IEnumerable<(string Label, string Value)> ConfigFields(Configuration config) =>
        config.Select(static item => (item.Key, item.Value.ToString()));

    private static void WriteTrial(IAnsiConsole console, TuneResult result, TrialResult trial)
    {
        var head = console.Line().Add($"{result.Name}: trial {trial.Id}", ConsoleLines.Bold).Add("  ")
            .Add(Status(trial.Status), StatusText.StyleOf(trial.Status));
        if (trial.EndReason is { Length: > 0 } reason) head.Add($": {reason}");
        console.WriteLine(head);

        console.WriteFields([
            ("iteration", Invariant($"{trial.Iteration}")),
            ("best", trial.BestMetric is { } best ? Number(best) : "nothing finite reported"),
            .. (trial.LastMetrics ?? Metrics.Empty).Select(static item => ($"last {item.Key}", Number(item.Value))),
            ("attempts", Invariant($"{trial.Attempts} ({trial.Failures} failed, {trial.LostWorkers} lost a worker)")),
            ("seed", Invariant($"{trial.Seed}")),
            ("files", Path.Combine(result.Folder, "trials", Invariant($"trial-{trial.Id.Value}")))]);
        console.WriteHeading("Configuration in force");
        console.WriteFields(ConfigFields(trial.Config));
        console.WriteHeading($"What led to trial {trial.Id}");
        ShowTables.Lineage(result.Lineage(trial.Id)).WriteTo(console);
        if (trial.Exploits > 0) WriteExploits(console, result, trial);
        if (result.ErrorsOf(trial).Any()) WriteErrors(console, result, trial);
    }

    private static void WriteExploits(IAnsiConsole console, TuneResult result, TrialResult? trial)
    {
        console.WriteHeading(trial is null ? "Exploits" : $"Exploits of trial {trial.Id}");
        var exploits = result.ExploitsOf(trial).ToList();
        if (exploits.Count == 0) console.WriteRemark("There were none.");
        else ShowTables.Exploits(result, exploits, console.Symbols()).WriteTo(console);
    }

    private static void WriteErrors(IAnsiConsole console, TuneResult result, TrialResult? trial)
    {
        console.WriteHeading(trial is null ? "Errors" : $"Errors of trial {trial.Id}");
        var errors = result.ErrorsOf(trial).ToList();
        if (errors.Count == 0) console.WriteRemark("There were none.");
        foreach (var (id, attempt, time, error) in errors)
        {
            console.WriteLine(console.Line().Add($"trial {id}, attempt {attempt}", ConsoleLines.Bold)
                .Add(Invariant($"  {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC  "))
                .Add(error.Kind, new Style(Color.Red)));
            console.WriteIndented(error.Details.Length > 0 ? error.Details : error.Message);
        }
    }

    private static void WriteWarnings(IAnsiConsole console, TuneResult result)
    {
        if (result.Warnings.IsEmpty) return;
        console.WriteHeading("Warnings");
        foreach (var warning in result.Warnings.Take(WarningsShown))
        {
            console.WriteIndented(warning.Trial is { } trial ? $"trial {trial}: {warning.Message}" : warning.Message);
        }

        if (result.Warnings.Length - WarningsShown is > 0 and var more)
        {
            console.WriteRemark($"and {more} more: see --json.");
        }
    }
}
