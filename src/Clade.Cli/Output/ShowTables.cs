using System.Collections.Immutable;
using Clade.Display;
using static Clade.Display.ProgressText;

namespace Clade.Cli.Output;

/// <summary>The tables of <c>clade show</c>.</summary>
internal static class ShowTables
{
    public static TextTable Trials(TuneResult result, IReadOnlyList<TrialResult> trials)
    {
        var table = new TextTable()
            .AddNumbers("trial", trials.Select(static trial => trial.Id.ToString()))
            .AddStyled("status", trials.Select(static trial =>
                (Status(trial.Status), StatusText.StyleOf(trial.Status))))
            .AddNumbers("iteration", trials.Select(static trial => Invariant($"{trial.Iteration}")))
            .AddNumbers(result.Objective.Metric, trials.Select(static trial => NumberOf(trial.BestMetric)));
        if (trials.Any(static trial => trial.LastMetric is { } last && !last.Equals(trial.BestMetric)))
        {
            table.AddNumbers("last", trials.Select(static trial => NumberOf(trial.LastMetric)));
        }

        AddConfigs(table, [.. trials.Select(static trial => trial.Config)]);
        if (trials.Any(static trial => trial.Exploits > 0))
        {
            table.AddOptional("exploits", trials.Select(static trial => Invariant($"{trial.Exploits}")));
        }

        if (trials.Any(static trial => trial.Error is not null))
        {
            table.AddOptional("error", trials.Select(static trial =>
                trial.Error is { } error ? $"{error.Kind}: {error.Message}" : ""));
        }

        return table;
    }

    public static TextTable Lineage(ImmutableArray<LineageSegment> lineage)
    {
        var table = new TextTable()
            .AddNumbers("segment", lineage.Select(static segment => Invariant($"{segment.Segment}")))
            .AddNumbers("trial", lineage.Select(static segment => segment.Trial.ToString()))
            .Add("begins from", lineage.Select(Origin))
            .AddNumbers("iterations", lineage.Select(static segment => segment.LastIteration < segment.FirstIteration
                ? "none yet"
                : Invariant($"{segment.FirstIteration}-{segment.LastIteration}")));
        AddConfigs(table, [.. lineage.Select(static segment => segment.Config)]);
        return table;
    }

    public static TextTable Schedule(TrainingSchedule schedule)
    {
        var table = new TextTable().AddNumbers(
            "from iteration", schedule.Steps.Select(static step => Invariant($"{step.Iteration + 1}")));
        AddConfigs(table, [.. schedule.Steps.Select(static step => step.Config)]);
        return table;
    }

    public static TextTable Exploits(
        TuneResult result, IReadOnlyList<ExploitResult> exploits, ProgressSymbols symbols)
    {
        var table = new TextTable()
            .Add("after", exploits.Select(exploit => Time(exploit.Record.Time - result.Created)))
            .AddNumbers("victim", exploits.Select(static exploit => exploit.Record.Victim.ToString()))
            .AddNumbers("its metric", exploits.Select(static exploit => Number(exploit.Record.VictimScore)))
            .AddNumbers("donor", exploits.Select(static exploit => exploit.Record.Donor.ToString()))
            .AddNumbers("its metric", exploits.Select(static exploit => Number(exploit.Record.DonorScore)))
            .AddNumbers("iteration", exploits.Select(static exploit => Invariant($"{exploit.Record.Iteration}")));
        if (exploits.Any(static exploit => exploit.Confirmed == false))
        {
            table.Add("took effect", exploits.Select(static exploit => exploit.Confirmed switch
            {
                true => "yes",
                false => "no",
                null => "",
            }));
        }

        return table.Add("changes", exploits.Select(exploit => Changes(exploit.Record, symbols)));
    }

    private static string Origin(LineageSegment segment) => (segment.Donor, segment.Checkpoint) switch
    {
        ({ } donor, { } checkpoint) => Invariant($"trial {donor} at {checkpoint.Iteration}"),
        (null, { } checkpoint) => Invariant($"its own at {checkpoint.Iteration}"),
        _ => "scratch",
    };

    private static string NumberOf(double? metric) => metric is { } value ? Number(value) : "";

    private static void AddConfigs(TextTable table, IReadOnlyList<Configuration> configs)
    {
        foreach (var name in Ranked.HyperparametersOf(configs))
        {
            table.AddOptional(name, configs.Select(config =>
                config.TryGetValue(name, out var value) ? Value(value) : ""));
        }
    }
}
