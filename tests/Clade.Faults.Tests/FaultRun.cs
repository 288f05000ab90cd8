using System.Diagnostics;

namespace Clade.Faults;

/// <summary>One experiment that is harmed and has to come out of it whole.</summary>
internal sealed class FaultRun
{
    private const int SeedsMax = 5;

    /// <summary>Drivers that one run may need: killed twice, refused once, and one to finish.</summary>
    private const int DriversMax = 6;

    private readonly FaultRow _row;
    private readonly FaultVariant _variant;
    private readonly FaultPlan _plan;
    private readonly RunReport _report;
    private readonly Random _random;

    private FaultRun(FaultRow row, FaultVariant variant, FaultPlan plan, int run)
    {
        (_row, _variant, _plan) = (row, variant, plan);
        _report = new RunReport { Row = row, Plan = plan, Run = run };
        _random = new Random(run);
    }

    /// <summary>Runs one cell once.</summary>
    /// <param name="row">The fault; it must have a variant for the scheduler.</param>
    /// <param name="scheduler">The column.</param>
    /// <param name="run">0 for the first; each has another seed, variant or point.</param>
    public static async Task<RunReport> RunAsync(FaultRow row, FaultScheduler scheduler, int run)
    {
        var clock = Stopwatch.StartNew();
        var variants = row.VariantsFor(scheduler);
        var variant = variants[run % variants.Length];
        var random = new Random(HashCode(row.Name) + 1000 * (int)scheduler + run);
        var (trial, at) = (random.Next(FaultPlan.Trials), 1 + random.Next(variant.AtMax));
        while (true)
        {
            var report = await new FaultRun(row, variant, new FaultPlan
            {
                Kind = variant.Kind,
                Scheduler = scheduler,
                Seed = (ulong)(1 + run % SeedsMax),
                Scratch = Directory.CreateTempSubdirectory("clf-").FullName,
                Trial = trial,
                At = at,
                Times = 1 + run % row.TimesMax,
                CrashPoint = variant.CrashPoint,
            }, run).RunAsync();
            report.Took = clock.Elapsed;

            // The occasion never came: an earlier one will.
            var struck = report.Plan.TimesStruck() > 0;
            if (!struck && at == 1) report.Problems.Add("The fault never struck.");
            if (report.IsGood) Directory.Delete(report.Plan.Scratch, recursive: true);
            if (struck || at == 1 || !report.IsGood) return report;

            at = Math.Max(1, at / 2);
        }
    }

    private async Task<RunReport> RunAsync()
    {
        try
        {
            if (_row.OnSmallDisk) Mounts.MountSmallDisk(_plan.Experiments);
            if (await CompletesAsync()) RunCheck.Check(_report);
            if (_row.DecidesTheSame && _report.IsGood) await RunCheck.DecidesAsUnharmedAsync(_report);
        }
        finally
        {
            Leftovers.Kill(_plan);
            Mounts.UnmountBelow(_plan.Scratch);
        }

        return _report;
    }

    private async Task<bool> CompletesAsync()
    {
        for (var driver = 0; driver < DriversMax; driver++)
        {
            var command = File.Exists(Path.Combine(_plan.Experiment, "experiment.db")) ? "resume" : "run";
            var end = await FaultedProgram.RunAsync(_plan, command);
            await File.WriteAllTextAsync(Path.Combine(_plan.Scratch, $"driver-{driver}.log"), end.Output);
            if (command == "resume" && !IsTold(end)) _report.Problems.Add($"No word of what it found: {end.Output}");
            if (end.ExitCode == 0) return true;

            NoteEnd(end);
            if (!_report.IsGood) return false;
            AfterDeath();
        }

        _report.Problems.Add($"{DriversMax} drivers in turn did not complete the experiment.");
        return false;
    }

    // A driver that gets so far that it tells of its experiment tells what it recovered.
    private static bool IsTold(DriverEnd end) =>
        !end.Output.Contains("seed: ", StringComparison.Ordinal)
        || end.Output.Contains("note: recovered ", StringComparison.Ordinal);

    private void NoteEnd(DriverEnd end)
    {
        if (end.ExitCode is null)
        {
            _report.Hangs++;
            _report.Problems.Add($"A driver hung. It printed: {end.Output}");
        }
        else if (end.ExitCode == DriverEnd.OnRefusal)
        {
            if (_row.Refusal is { } refusal && end.Output.Contains(refusal, StringComparison.Ordinal)) return;
            _report.Problems.Add($"A driver refused: {end.Output}");
        }
        else if (end.ExitCode != DriverEnd.OnKill)
        {
            _report.Problems.Add($"A driver ended with {end.ExitCode}: {end.Output}");
        }
    }

    // Between two drivers: what the dead one left is gone, and the machine is mended; or a fault is added.
    private void AfterDeath()
    {
        // With its guardian dead too, the next driver has to clear up.
        if (_plan.Kind != FaultKind.KillDriverAndGuardian) RunCheck.RequireNothingLeft(_report);
        File.Delete(_plan.Filler);
        if (_plan.Kind == FaultKind.MakeReadOnly) Mounts.UnmountBelow(_plan.Experiment);

        var files = new StoreFiles(_plan);
        if (files.WasDamaged) files.Restore();
        else if (_variant.Damage != StoreDamage.None) files.Damage(_variant.Damage, _random);
    }

    // Of a string's own hash every process has another idea.
    private static int HashCode(string text) => text.Aggregate(17, static (hash, c) => unchecked(hash * 31 + c));
}
