using System.Collections.Immutable;
using Clade.Experiments;
using static Clade.Display.ProgressText;

namespace Clade.Display;

/// <summary>A line with its label.</summary>
/// <param name="Label">What the text is; the same in every version, for those who search.</param>
/// <param name="Text">The text.</param>
internal readonly record struct SummaryLine(string Label, string Text);

/// <summary>The lines at the start, in between and at the end of an experiment.</summary>
internal static class ProgressSummary
{
    /// <summary>What begins.</summary>
    public static ImmutableArray<SummaryLine> OfStart(ProgressModel model)
    {
        var start = model.Start;
        var trials = start.Trials is { } count ? Count(count, "trial") : "trials until time is up";
        var lines = ImmutableArray.Create<SummaryLine>(
            new("experiment", Invariant($"{start.Name}: {start.Objective}, {trials}, {start.Slots} at once")),
            new("stop", start.Stop.Describe()),
            new("seed", Invariant($"{start.Seed}")),
            new("folder", start.Folder));
        lines = lines.AddRange(start.Notes.Select(static note => new SummaryLine("note", note)));
        return model.State.ReportCount == 0
            ? lines
            : lines.Add(new("resumed", Invariant(
                $"{Count(model.State.Trials.Count, "trial")}, {Count(model.State.ReportCount, "report")} so far")));
    }

    /// <summary>Where it stands.</summary>
    /// <param name="model">What is known.</param>
    /// <param name="active">How long the experiment has been open by now.</param>
    public static string OfNow(ProgressModel model, TimeSpan active)
    {
        var estimate = ProgressEstimate.Of(model, active);
        var total = estimate.Total is { } all ? Invariant($" of {all}") : "";
        var parts = new List<string>
        {
            Statuses(model),
            Invariant($"{estimate.Done}{total} iterations"),
            Count(model.State.ExploitCount, "exploit"),
        };
        if (model.State.Best is { } best) parts.Add($"best {BestOf(model.Start.Objective, best)}");
        if (estimate.Left is { } left) parts.Add($"{Time(left)} left");
        return string.Join("; ", parts);
    }

    /// <summary>What came of it, where it lies, and what to type next.</summary>
    /// <param name="model">What is known.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="failure">Why the display went dark, if it did.</param>
    public static ImmutableArray<SummaryLine> OfEnd(ProgressModel model, ProgressEnd end, Exception? failure = null)
    {
        var state = end.State;
        var seconds = Number(Math.Round(state.Active.TotalSeconds, 1));
        var lines = ImmutableArray.CreateBuilder<SummaryLine>();
        lines.Add(new(Word(state.Status), Invariant(
            $"{state.EndReason ?? state.Closing?.Reason ?? "no reason given"} ({seconds} s)")));
        lines.Add(new("trials", Statuses(model)));
        lines.Add(new("counts", string.Join(", ",
            Count(state.ReportCount, "report"), Count(state.ExploitCount, "exploit"),
            Count(model.Failures, "failure"), Count(model.LostWorkers, "lost worker"))));
        if (state.Best is { } best)
        {
            lines.Add(new("best", BestOf(model.Start.Objective, best)));
            lines.Add(new("config", best.Config.ToString()));
            if (best.Checkpoint is { } checkpoint) lines.Add(new("checkpoint", checkpoint.ToString()));
        }
        else
        {
            lines.Add(new("best", $"none: no trial reported a usable {model.Start.Objective.Metric}"));
        }

        lines.Add(new("folder", model.Start.Folder));
        AddNextSteps(lines, end);
        if (failure is not null)
        {
            lines.Add(new(
                "display", $"stopped early ({failure.GetType().Name}: {failure.Message}); nothing else is lost"));
        }

        return lines.ToImmutable();
    }

    private static void AddNextSteps(ImmutableArray<SummaryLine>.Builder lines, ProgressEnd end)
    {
        // A failed experiment has a mistake in its set-up: what it asks for is in its reason.
        if (end.State.Status == ExperimentStatus.Interrupted && end.HowToResume is { } resume)
        {
            lines.Add(new("resume", resume));
        }

        if (end.State.Best is not null && end.HowToReplay is { } replay) lines.Add(new("replay", replay));
    }

    private static string Statuses(ProgressModel model)
    {
        var counts = Enum.GetValues<TrialStatus>()
            .Select(status => (Status: status, Count: model.CountOf(status)))
            .Where(static item => item.Count > 0)
            .Select(static item => Invariant($"{item.Count} {Status(item.Status)}"));
        var text = string.Join(", ", counts);
        return text.Length > 0 ? text : "no trial yet";
    }

    private static string BestOf(Objective objective, BestUnit best) => Invariant(
        $"{objective.Metric} {Number(Metric(objective, best.Score))} by trial {best.Trial} at iteration ")
        + Invariant($"{best.Iteration}");

    private static string Word(ExperimentStatus status) => status switch
    {
        ExperimentStatus.Completed => "completed",
        ExperimentStatus.Interrupted => "interrupted",
        ExperimentStatus.Failed => "failed",
        _ => "running",
    };
}
