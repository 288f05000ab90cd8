using System.Globalization;

namespace Clade.Programs.Tests;

/// <summary>The problem of the documented scripts, as a training function.</summary>
internal static class Parabola
{
    public static void Train(Trial trial)
    {
        var (x, v) = (1.0, 0.0);
        trial.Restore(folder =>
        {
            var state = File.ReadAllText(Path.Combine(folder, "state")).Split(' ');
            x = double.Parse(state[0], CultureInfo.InvariantCulture);
            v = double.Parse(state[1], CultureInfo.InvariantCulture);
        });
        var (lr, momentum) = (trial.Config["lr"].ToDouble(), trial.Config["momentum"].ToDouble());
        while (true)
        {
            v = (momentum * v) - (lr * 2 * x);
            x += v;
            trial.Report(new { loss = x * x }, save: folder => File.WriteAllText(
                Path.Combine(folder, "state"), string.Create(CultureInfo.InvariantCulture, $"{x:R} {v:R}")));
        }
    }

    /// <summary>The program of a documented script.</summary>
    public static TrainingProgram Program(string script, string folder) => new()
    {
        Command = (script.StartsWith("train-channel", StringComparison.Ordinal), Path.GetExtension(script)) switch
        {
            (true, ".py") => ["python3", script],
            (true, _) => ["bash", script],
            (_, ".sh") => ["sh", script, "${lr}", "${momentum}"],
            _ => ["python3", script, "--lr", "${lr}", "--momentum", "${momentum}"],
        },
        Protocol = script switch
        {
            "train.py" or "train.sh" => ProgramProtocol.Output,
            "train-files.py" or "train-files.sh" => ProgramProtocol.Files,
            _ => ProgramProtocol.Channel,
        },
        WorkingDirectory = folder,
    };

    public static TuneOptions Options(string folder) => new()
    {
        Name = "parabola",
        Objective = Objective.Minimize("loss"),
        Space = new SearchSpace { ["lr"] = Search.LogUniform(0.001, 0.3), ["momentum"] = Search.Uniform(0, 0.9) },
        Trials = 5,
        Seed = 12,
        Stop = Stop.AtIteration(8),
        MaxFailures = 0,
        MaxLostWorkers = 0,
        CheckpointInterval = TimeSpan.FromHours(1),
        Folder = folder,
        Progress = Progress.None,
        HandlesCtrlC = false,
        Resources = new Resources(Cpu: 0.5),
        MaxConcurrentTrials = 2,
    };

    /// <summary>All that was decided, and what it was decided by, whoever came first.</summary>
    public static string DecisionsOf(TuneResult result) => string.Join('\n',
    [
        .. result.Trials.Select(static t => Line($"trial {t.Id}: {t.Config} {t.Status} {t.Iteration} {t.EndReason}")),
        .. result.Reports().OrderBy(static r => (r.Trial, r.Attempt, r.Iteration))
            .Select(static r => Line($"report {r.Trial} {r.Iteration} {r.Segment} {r.Metrics["loss"]:R}")),
        .. result.Trials.SelectMany(trial => result.Lineage(trial.Id)).Select(static s => $"segment {Decided(s)}"),
        Line($"best {result.Best.Metric:R}"),
    ]);

    // How often a worker began to serve the donor depends on who came first: two slots, five members.
    private static LineageSegment Decided(LineageSegment segment) => segment with
    {
        Checkpoint = segment.Checkpoint is { } checkpoint ? checkpoint with { Attempt = 0 } : null,
    };

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
