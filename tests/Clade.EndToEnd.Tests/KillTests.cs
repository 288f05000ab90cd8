using System.Diagnostics;

namespace Clade.EndToEnd.Tests;

/// <summary>Real processes, really killed.</summary>
public sealed class KillTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("clade-kill-").FullName;

    private string Experiment => Path.Combine(_root, "program");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_killed_worker_costs_one_attempt_and_nothing_else()
    {
        using var program = UserProgram.Start("run", _root);
        await program.ReadToAsync("iteration 7");
        var worker = UserProgram.Alive(UserProgram.ProcessesOf(Experiment)).First(IsWorker);
        Process.GetProcessById(worker).Kill();
        var rest = await program.ReadToEndAsync();

        Assert.True(program.ExitCode == 0, rest);
        var result = TuneResult.Open(Experiment);
        Assert.All(result.Trials, trial => Assert.Equal((TrialStatus.Completed, 20), (trial.Status, trial.Iteration)));
        var error = Assert.Single(result.Errors).Error;
        Assert.Equal(TrialError.WorkerLost, error.Kind);
        Assert.Contains("SIGKILL", error.Message, StringComparison.Ordinal);
        Assert.Empty(UserProgram.Alive(UserProgram.ProcessesOf(Experiment)));
    }

    [Theory]
    [InlineData("iteration 3")]
    [InlineData("exploit")]
    [InlineData("iteration 18")]
    public async Task A_killed_driver_leaves_nothing_behind_and_goes_on(string moment)
    {
        using (var program = UserProgram.Start("run", _root, "--synchronous"))
        {
            await program.ReadToAsync(moment);
            await program.KillAsync();
        }

        // Whatever was there when the driver died is gone with it, the workers' own children included.
        var processes = UserProgram.ProcessesOf(Experiment);
        Assert.NotEmpty(processes);
        await Vanished(processes);
        var before = TuneResult.Open(Experiment);
        var acknowledged = before.Reports().ToArray();
        Assert.NotEmpty(acknowledged);

        using (var program = UserProgram.Start("resume", Experiment, "--synchronous"))
        {
            var output = await program.ReadToEndAsync();
            Assert.True(program.ExitCode == 0, output);
        }

        var result = TuneResult.Open(Experiment);
        Assert.All(result.Trials, trial => Assert.Equal((TrialStatus.Completed, 20), (trial.Status, trial.Iteration)));
        Assert.Equal(acknowledged, result.Reports().Take(acknowledged.Length));
        Assert.Empty(UserProgram.Alive(UserProgram.ProcessesOf(Experiment)));
        await IsAsIfNeverKilled(result);
    }

    [Fact]
    public async Task Ctrl_C_saves_ends_with_130_and_says_how_to_resume()
    {
        using (var program = UserProgram.Start("run", _root, "--until", "100"))
        {
            await program.ReadToAsync("iteration 7");
            // Far from the end, however late this is on a busy machine.
            program.Signal("INT");
            var output = await program.ReadToEndAsync();
            Assert.Equal(130, program.ExitCode);
            Assert.Contains("ResumeAsync", output, StringComparison.Ordinal);
        }

        Assert.Equal(ExperimentStatus.Interrupted, TuneResult.Open(Experiment).Status);
        Assert.Empty(UserProgram.Alive(UserProgram.ProcessesOf(Experiment)));

        using var resumed = UserProgram.Start("resume", Experiment, "--until", "100");
        await resumed.ReadToEndAsync();
        var result = TuneResult.Open(Experiment);
        Assert.All(result.Trials, trial => Assert.Equal(100, trial.Iteration));

        // Everything was saved, so nothing is trained twice.
        Assert.Equal(0, result.Trials.Sum(trial => trial.LostWorkers + trial.Failures));
        Assert.Equal(result.ReportCount, result.Reports().Select(r => (r.Segment, r.Iteration)).Distinct().Count());
    }

    /// <summary>Synchronously, one seed gives the same decisions however often the driver dies.</summary>
    private async Task IsAsIfNeverKilled(TuneResult result)
    {
        using var program = UserProgram.Start("run", Path.Combine(_root, "unharmed"), "--synchronous");
        await program.ReadToEndAsync();
        var unharmed = TuneResult.Open(Path.Combine(_root, "unharmed", "program"));
        Assert.NotEmpty(unharmed.Exploits);
        Assert.Equal(unharmed.Exploits.Select(Decision), result.Exploits.Select(Decision));
        Assert.Equal(
            unharmed.Trials.Select(t => (t.Config, t.LastMetric)), result.Trials.Select(t => (t.Config, t.LastMetric)));

        static string Decision(ExploitResult exploit) =>
            $"{exploit.Record.Victim} <- {exploit.Record.Donor} at {exploit.Record.Iteration}: {exploit.Record.Config}";
    }

    // The kernel buries a process a moment after its last breath; pidfd-like waiting needs a handle on each.
    private static async Task Vanished(int[] processes)
    {
        foreach (var id in UserProgram.Alive(processes))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                    .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
        }
    }

    private static bool IsWorker(int id) =>
        File.ReadAllText($"/proc/{id}/cmdline").Contains("Clade.EndToEnd.Program", StringComparison.Ordinal);
}
