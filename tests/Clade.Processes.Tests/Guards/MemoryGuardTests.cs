using System.Runtime.InteropServices;
using Clade.Driver;

namespace Clade.Guards;

/// <summary>Memory runs short in real worker processes.</summary>
public sealed class MemoryGuardTests : IDisposable
{
    private const long Mib = 1L << 20;
    private const string MarkerVariable = "CLADE_TEST_MEMORY_MARKER";

    private readonly string _root = Directory.CreateTempSubdirectory("clade-memory-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_leak_ends_by_the_guard_with_the_figures_and_the_others_finish()
    {
        var result = await RunAsync(Plan(Leak, trials: 3, limit: 400 * Mib));

        Assert.Equal(
            [TrialStatus.Failed, TrialStatus.Completed, TrialStatus.Completed], result.Trials.Select(t => t.Status));
        Assert.Equal(2, result.Errors.Length);
        Assert.All(result.Errors, error =>
        {
            Assert.Equal((new TrialId(0), TrialError.MemoryExceeded), (error.Trial, error.Error.Kind));
            Assert.Contains("Resources.MemoryBytes gives a trial 400 MiB", error.Error.Message);
        });
        Assert.Contains("twice from iteration 0 on", result.Trials[0].EndReason);
    }

    [Fact]
    public async Task A_child_process_of_a_worker_counts()
    {
        var result = await RunAsync(Plan(LeakInChild, trials: 1, limit: 400 * Mib, maxLostWorkers: 0));

        var error = Assert.Single(result.Errors).Error;
        Assert.Equal(TrialError.MemoryExceeded, error.Kind);
    }

    [Fact]
    public async Task While_memory_is_short_one_trial_runs_at_a_time_and_all_complete()
    {
        var plan = Plan(Count, trials: 4, limit: 0) with
        {
            ReadMemory = static () => new MemoryReading(64 * Mib, 1024 * Mib),
        };
        var result = await RunAsync(plan);

        Assert.All(result.Trials, trial => Assert.Equal(TrialStatus.Completed, trial.Status));
        Assert.Equal(
            Enumerable.Range(0, 4).SelectMany(trial => Enumerable.Repeat(trial, 5)),
            result.Reports().Select(report => report.Trial.Value));
        var warning = Assert.Single(result.Warnings, w => w.Code == "memory-short");
        Assert.Contains("New trials wait: 64 MiB of 1 GiB memory are left", warning.Message);
    }

    [Fact]
    public async Task When_it_is_critical_the_largest_is_ended_and_goes_on_once_there_is_room()
    {
        var marker = Path.Combine(_root, "large");
        Environment.SetEnvironmentVariable(MarkerVariable, marker);
        var readings = 0;
        var plan = Plan(GrowOnce, trials: 2, limit: 0) with
        {
            // Nothing is left, once, when the first trial has grown.
            ReadMemory = () => new MemoryReading(
                File.Exists(marker) && Interlocked.Increment(ref readings) == 1 ? 0 : 800 * Mib, 1024 * Mib),
        };
        var result = await RunAsync(plan);

        var error = Assert.Single(result.Errors);
        Assert.Equal((new TrialId(0), TrialError.MemoryShort), (error.Trial, error.Error.Kind));
        Assert.Contains("only 0 MiB of 1 GiB memory were left", error.Error.Message);
        Assert.All(result.Trials, trial => Assert.Equal(TrialStatus.Completed, trial.Status));
    }

    private static void Count(Trial trial)
    {
        for (var i = 0; i < 5; i++) trial.Report(new { score = i });
    }

    private static void Leak(Trial trial)
    {
        // Far above the limit and far below the machine: a guard that sleeps makes the test fail, not the machine.
        for (var i = 0; i < 60; i++)
        {
            if (trial.Id.Value == 0) Touch(25 * Mib);
            trial.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(40));
        }

        trial.Report(new { score = 1.0 });
    }

    private static void LeakInChild(Trial trial)
    {
        const string Script = "import time\nx=[]\nfor i in range(60):\n x.append(b'x'*26214400)\n time.sleep(0.04)\n";
        using var child = System.Diagnostics.Process.Start("/usr/bin/python3", ["-c", Script]);
        child.WaitForExit();
        trial.Report(new { score = 1.0 });
    }

    private static void GrowOnce(Trial trial)
    {
        var marker = Environment.GetEnvironmentVariable(MarkerVariable)!;
        if (trial.Attempt == 0 && trial.Id.Value == 0)
        {
            Touch(300 * Mib);
            File.WriteAllText(marker, "");
            trial.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(50));
        }

        trial.Report(new { score = 1.0 });
    }

    private static unsafe void Touch(long bytes)
    {
        var memory = (byte*)NativeMemory.Alloc((nuint)bytes);
        for (var at = 0L; at < bytes; at += 4096) memory[at] = 1;
    }

    private ExperimentPlan Plan(Action<Trial> train, int trials, long limit, int maxLostWorkers = 3) =>
        ExperimentPlan.Of(train, new TuneOptions
        {
            Name = "memory",
            Objective = Objective.Maximize("score"),
            Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
            Trials = trials,
            Folder = _root,
            Resources = new Resources(Cpu: 0.25) { MemoryBytes = limit },
            MaxConcurrentTrials = 3,
            MaxLostWorkers = maxLostWorkers,
            Progress = Progress.Quiet,
            HandlesCtrlC = false,
        });

    private static async Task<TuneResult> RunAsync(ExperimentPlan plan)
    {
        string? folder = null;
        try
        {
            folder = await ExperimentRunner.RunAsync(plan, TestContext.Current.CancellationToken);
        }
        catch (CladeException e) when (e.Message.StartsWith("All ", StringComparison.Ordinal))
        {
            // Every trial failed, as it was meant to.
        }

        return TuneResult.Open(folder ?? Path.Combine(plan.Options.Folder, plan.Options.Name));
    }
}
