using System.Collections.Concurrent;
using System.Text.Json;

namespace Clade.Cli.Tests.Commands;

/// <summary>Control of an experiment that runs in this process, by the commands of another.</summary>
[Collection("control")]
public sealed class ControlCommandsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The training function captures nothing; the tests of this collection run one at a time.
    private static readonly BlockingCollection<string> Events = [];
    private static volatile bool _hangs;

    private readonly TempFolder _folder = new();
    private readonly Cli _cli;

    public ControlCommandsTests()
    {
        while (Events.TryTake(out _))
        {
        }

        _hangs = false;
        _cli = new Cli(_folder.Path);
    }

    public void Dispose()
    {
        _cli.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Stop_lets_every_trial_save_and_waits_for_the_end()
    {
        var running = Start();
        Await("report 0");
        Await("report 1");

        Assert.Equal(0, await _cli.RunAsync("stop", "run"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => running).WaitAsync(Patience, Cancelled);
        Assert.Contains("every trial saves and leaves", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("It has ended: interrupted.", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(["save 0", "save 1"], Events.Where(e => e.StartsWith("save", StringComparison.Ordinal)).Order());
        Assert.False(File.Exists(Path.Combine(Experiment, "control.json")));
        Assert.Empty(Directory.GetFiles(Experiment, "driver.json"));
    }

    [Fact]
    public async Task Stop_now_waits_for_nobody()
    {
        _hangs = true;
        var running = Start();
        Await("enter 0");

        Assert.Equal(0, await _cli.RunAsync("stop", "run", "--now", "--json"));
        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => running).WaitAsync(Patience, Cancelled);
        Assert.Contains("ended at once (clade stop --now)", e.Message, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(_cli.Out);
        Assert.Equal("run", json.RootElement.GetProperty("experiment").GetString());
        Assert.NotNull(json.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_paused_trial_saves_and_waits_until_it_is_let_go_on()
    {
        var running = Start();
        Await("report 0");
        Await("report 1");
        Assert.Equal(0, await _cli.RunAsync("pause", "run", "--trial", "0"));
        Assert.Contains("Trial 0 saves at its next report, and waits.", _cli.Out, StringComparison.Ordinal);
        Await("leave 0");

        // The other one goes on meanwhile, and this one does not begin again.
        var between = AwaitAll("report 1", "report 1", "report 1");
        Assert.DoesNotContain("enter 0", between);

        Assert.Equal(0, await _cli.RunAsync("resume-trial", "run", "0"));
        Await("enter 0");
        await StopAsync(running);
        var trial = TuneResult.Open(Experiment).Trials[0];
        Assert.True(trial.Iteration > 1, $"{trial}");
    }

    [Fact]
    public async Task A_paused_experiment_goes_on_with_all_trials()
    {
        var running = Start();
        Await("report 0");
        Await("report 1");
        Assert.Equal(0, await _cli.RunAsync("pause", "run"));
        AwaitAll("leave 0", "leave 1");

        Assert.Equal(0, await _cli.RunAsync("resume-trial", "run"));
        AwaitAll("enter 0", "enter 1");
        await StopAsync(running);
    }

    [Fact]
    public async Task What_can_not_be_done_is_refused_with_the_reason()
    {
        var running = Start();
        Await("report 0");
        Assert.Equal(2, await _cli.RunAsync("pause", "run", "--trial", "9"));
        Assert.Contains("There is no trial 9: the experiment has trials 0 to 1.", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("resume-trial", "run", "1"));
        Assert.Contains("Trial 1 is not paused", _cli.Error, StringComparison.Ordinal);
        await StopAsync(running);
    }

    [Fact]
    public async Task An_experiment_that_nobody_drives_is_said_so()
    {
        await StopAsync(Start());
        Assert.Equal(2, await _cli.RunAsync("stop", "run"));
        Assert.Contains("No driver has the experiment", _cli.Error, StringComparison.Ordinal);

        // A driver that was killed leaves its address behind.
        File.WriteAllText(Path.Combine(Experiment, "control.json"), """{"socket":"/tmp/nowhere","pid":1}""");
        Assert.Equal(2, await _cli.RunAsync("pause", "run"));
        File.WriteAllText(Path.Combine(Experiment, "control.json"), "{");
        Assert.Equal(2, await _cli.RunAsync("resume-trial", "run"));
        Assert.Equal(2, await _cli.RunAsync("stop", "ran"));
        Assert.Contains("There is no experiment 'ran'", _cli.Error, StringComparison.Ordinal);
    }

    private string Experiment => Path.Combine(_folder.Path, "experiments", "run");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static void Train(Trial trial)
    {
        Events.Add($"enter {trial.Id}");
        try
        {
            while (true)
            {
                if (_hangs) trial.CancellationToken.WaitHandle.WaitOne(Patience);
                trial.Report(new { score = 1.0 }, folder =>
                {
                    Events.Add($"save {trial.Id}");
                    File.WriteAllText(Path.Combine(folder, "weights"), "1");
                });
                Events.Add($"report {trial.Id}");
            }
        }
        finally
        {
            Events.Add($"leave {trial.Id}");
        }
    }

    private static void Await(string wanted) => AwaitAll(wanted);

    /// <returns>What happened up to then.</returns>
    private static List<string> AwaitAll(params string[] wanted)
    {
        var (missing, seen) = (wanted.ToList(), new List<string>());
        while (missing.Count > 0)
        {
            Assert.True(Events.TryTake(out var happened, Patience), $"{string.Join(", ", missing)} did not come.");
            seen.Add(happened);
            missing.Remove(happened);
        }

        return seen;
    }

    private Task<TuneResult> Start() => Tune.RunAsync(
        Train,
        new TuneOptions
        {
            Name = "run",
            Objective = Objective.Maximize("score"),
            Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
            Trials = 2,
            MaxConcurrentTrials = 2,
            Resources = new Resources(Cpu: 0.1),
            Folder = Path.Combine(_folder.Path, "experiments"),
            Workers = WorkerKind.InProcess,
            Scheduler = new PopulationBasedTraining { PerturbationInterval = 1_000_000_000 },
            Progress = Progress.None,
            HandlesCtrlC = false,
        },
        Cancelled);

    private async Task StopAsync(Task<TuneResult> running)
    {
        Await("report 0");
        Assert.Equal(0, await _cli.RunAsync("stop", "run"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => running).WaitAsync(Patience, Cancelled);
    }
}
