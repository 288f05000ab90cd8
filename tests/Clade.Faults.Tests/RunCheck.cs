using System.Collections.Concurrent;
using System.Globalization;
using Clade.Storage;

namespace Clade.Faults;

/// <summary>What must hold after every run.</summary>
internal static class RunCheck
{
    private static readonly ConcurrentDictionary<(FaultScheduler, ulong), Lazy<Task<string>>> Unharmed = new();

    public static void Check(RunReport report)
    {
        RequireNothingLeft(report);
        var result = TuneResult.Open(report.Plan.Experiment);
        Require(report, result.Status == ExperimentStatus.Completed, $"The status is {result.Status}.");
        foreach (var trial in result.Trials)
        {
            Require(report, (trial.Status, trial.Iteration) == (TrialStatus.Completed, FaultPlan.Iterations),
                $"Trial {trial.Id} is {trial.Status} at iteration {trial.Iteration}: {trial.Error}");
            RequireTrueCurve(report, result, trial.Id);
        }

        RequireContiguousAttempts(report, result);
        RequireAcknowledged(report, result);
        RequireKnownCheckpoints(report);
    }

    /// <summary>No process, and no private folder.</summary>
    public static void RequireNothingLeft(RunReport report)
    {
        var left = Leftovers.AwaitProcesses(report.Plan).Concat(Leftovers.Folders(report.Plan)).ToArray();
        report.Orphans += left.Length;
        foreach (var one in left) report.Problems.Add($"Left behind: {one}");
    }

    /// <summary>Synchronously, one seed gives the same decisions whatever was killed.</summary>
    public static async Task DecidesAsUnharmedAsync(RunReport report)
    {
        if (report.Plan.Scheduler != FaultScheduler.Synchronous) return;

        var unharmed = await Unharmed.GetOrAdd(
            (report.Plan.Scheduler, report.Plan.Seed), static key => new(() => DecideUnharmedAsync(key))).Value;
        var harmed = DecisionsOf(report.Plan);
        Require(report, harmed == unharmed, $"It decided\n{harmed}\nand unharmed\n{unharmed}");
    }

    private static async Task<string> DecideUnharmedAsync((FaultScheduler Scheduler, ulong Seed) key)
    {
        var plan = new FaultPlan
        {
            Kind = FaultKind.None,
            Scheduler = key.Scheduler,
            Seed = key.Seed,
            Scratch = Directory.CreateTempSubdirectory("clf-").FullName,
        };
        try
        {
            var end = await FaultedProgram.RunAsync(plan, "run");
            return end.ExitCode == 0 ? DecisionsOf(plan) : throw new InvalidOperationException(end.Output);
        }
        finally
        {
            Directory.Delete(plan.Scratch, recursive: true);
        }
    }

    private static string DecisionsOf(FaultPlan plan)
    {
        var result = TuneResult.Open(plan.Experiment);
        var exploits = result.Exploits.Select(static e =>
            $"{e.Record.Victim} <- {e.Record.Donor} at {e.Record.Iteration}: {e.Record.Config}");
        var trials = result.Trials.Select(static t =>
            string.Create(CultureInfo.InvariantCulture, $"{t.Id}: {t.LastMetric:R} {t.Config}"));
        return string.Join('\n', exploits.Concat(trials));
    }

    /// <summary>Every iteration once, with the weight that its lineage's configurations give.</summary>
    private static void RequireTrueCurve(RunReport report, TuneResult result, TrialId trial)
    {
        var segments = result.Lineage(trial);
        var (weight, iteration) = (0.0, 0L);
        foreach (var point in result.Curve(trial))
        {
            iteration++;
            var segment = segments.Last(s => s.FirstIteration <= iteration);
            weight = Model.Next(weight, segment.Config["Lr"].ToDouble());
            if (point.Iteration == iteration && point.Metric == weight) continue;

            report.Problems.Add($"Trial {trial}'s curve has {point} where iteration {iteration} scores {weight:R}.");
            return;
        }

        Require(report, iteration == FaultPlan.Iterations, $"Trial {trial}'s curve ends at {iteration}.");
    }

    private static void RequireContiguousAttempts(RunReport report, TuneResult result)
    {
        foreach (var attempt in result.Reports().GroupBy(static r => (r.Trial, r.Attempt)))
        {
            var first = attempt.First();
            var wanted = attempt.Select((_, i) => (first.Iteration + i, 1L + i));
            Require(report, attempt.Select(static r => (r.Iteration, r.Sequence)).SequenceEqual(wanted),
                $"Attempt {attempt.Key} has gaps: {string.Join("; ", attempt)}");
        }
    }

    private static void RequireAcknowledged(RunReport report, TuneResult result)
    {
        var stored = result.Reports().Select(static r =>
            new Acknowledged(r.Trial.Value, r.Attempt, r.Sequence, r.Iteration, r.Metric!.Value)).ToHashSet();
        var lost = Acknowledged.ReadAll(report.Plan).Except(stored).ToArray();
        report.Lost += lost.Length;
        foreach (var one in lost) report.Problems.Add($"Acknowledged and lost: {one}");
    }

    /// <summary>On disk are the checkpoints that the store knows, whole, and nothing else.</summary>
    private static void RequireKnownCheckpoints(RunReport report)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        using (var database = SqliteDatabase.Open(
            Path.Combine(report.Plan.Experiment, "experiment.db"), SqliteAccess.Read, TimeSpan.Zero))
        using (var rows = database.Prepare("SELECT id FROM checkpoints WHERE deleted IS NULL AND damage IS NULL"))
        {
            known.UnionWith(rows.Query(static row => row.TextOrNull(0)!));
        }

        var found = Directory.EnumerateDirectories(report.Plan.Checkpoints).Select(Path.GetFileName).ToHashSet();
        foreach (var extra in found.Except(known)) report.Problems.Add($"Nothing refers to checkpoint '{extra}'.");
        foreach (var missing in known.Except(found)) report.Problems.Add($"Checkpoint '{missing}' is missing.");
    }

    private static void Require(RunReport report, bool condition, string problem)
    {
        if (!condition) report.Problems.Add(problem);
    }
}
