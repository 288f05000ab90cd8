namespace Clade.EndToEnd.Tests;

/// <summary>Whole experiments, in worker processes of this test program.</summary>
public sealed class TuneTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private TuneOptions Options => Small.Options(_folder);

    internal static Task TrainAsync(Trial trial) => Task.Run(async () =>
    {
        while (true) await trial.ReportAsync(new { score = trial.Iteration + 1 }, SaveAsync);
    });

    private static Task SaveAsync(string folder) => File.WriteAllTextAsync(Path.Combine(folder, "x"), "");

    private static void CheckComplete(TuneResult result)
    {
        Assert.Equal(ExperimentStatus.Completed, result.Status);
        Assert.All(result.Trials, trial => Assert.Equal((TrialStatus.Completed, 12), (trial.Status, trial.Iteration)));
    }

    [Fact]
    public async Task A_static_method_is_found_by_the_workers()
    {
        var result = await Tune.RunAsync(Small.Train, Options, TestContext.Current.CancellationToken);
        CheckComplete(result);
        Assert.NotEmpty(result.Exploits);
        Assert.All(result.Exploits, exploit => Assert.True(exploit.Confirmed));

        // One unit: the checkpoint of the best has the weight that earned its score.
        Assert.Equal(result.Best.Metric, Small.Load(result.Best.CheckpointFolder!));
        Assert.False(Directory.Exists(Path.Combine(result.Folder, "program")));
    }

    [Fact]
    public async Task A_lambda_that_captures_nothing_is_found_by_the_workers() =>
        CheckComplete(await Tune.RunAsync(trial => Small.Train(trial), Options, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_local_function_is_found_by_the_workers()
    {
        CheckComplete(await Tune.RunAsync(Local, Options, TestContext.Current.CancellationToken));

        static void Local(Trial trial) => Small.Train(trial);
    }

    [Fact]
    public async Task An_asynchronous_method_is_found_by_the_workers() =>
        CheckComplete(await Tune.RunAsync(TrainAsync, Options, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_capturing_function_runs_in_process()
    {
        var calls = 0;
        var result = await Tune.RunAsync(
            trial =>
            {
                Interlocked.Increment(ref calls);
                Small.Train(trial);
            },
            Options with { Workers = WorkerKind.InProcess }, TestContext.Current.CancellationToken);
        CheckComplete(result);
        Assert.Equal(result.Trials.Sum(trial => trial.Attempts), calls);
    }

    [Theory]
    [InlineData(WorkerKind.Processes, 2)]
    [InlineData(WorkerKind.Processes, 1)]
    [InlineData(WorkerKind.InProcess, 2)]
    [InlineData(WorkerKind.InProcess, 1)]
    public async Task A_hyperparameter_that_is_never_read_is_warned_of_once(WorkerKind workers, int iterations)
    {
        var options = Options with
        {
            Workers = workers,
            Scheduler = new FirstInFirstOut(),
            Stop = Stop.AtIteration(iterations),
        };
        var result = await Tune.RunAsync(Small.Train, options, TestContext.Current.CancellationToken);

        var warning = Assert.Single(result.Warnings);
        Assert.Equal("never-read", warning.Code);
        Assert.Contains("has not read 'hidden' from", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkerKind.Processes)]
    [InlineData(WorkerKind.InProcess)]
    public async Task What_is_read_before_the_first_report_or_after_it_is_read(WorkerKind workers)
    {
        var options = Options with
        {
            Workers = workers,
            Scheduler = new FirstInFirstOut(),
            Stop = Stop.AtIteration(3),
        };
        var result = await Tune.RunAsync(ReadLate, options, TestContext.Current.CancellationToken);

        Assert.Empty(result.Warnings);
    }

    private static void ReadLate(Trial trial)
    {
        var hidden = trial.Config["hidden"].ToInt64();
        var score = 0.0;
        while (true)
        {
            trial.Report(new { score });
            score += hidden * trial.Config["lr"].ToDouble();
        }
    }

    [Fact]
    public async Task A_schedule_is_replayed_exactly()
    {
        var synchronous = new PopulationBasedTraining { PerturbationInterval = 3, Synchronous = true };
        var found = await Tune.RunAsync(
            Small.Train, Options with { Scheduler = synchronous }, TestContext.Current.CancellationToken);
        var victim = found.Exploits[^1].Record.Victim;
        var steps = found.Schedule(victim).Steps;
        Assert.True(steps.Length > 1, "Nobody ever copied: nothing to replay.");

        var replayed = await Tune.RunAsync(
            Small.Train,
            Options with
            {
                Name = "replay",
                Trials = 1,
                Scheduler = new PopulationBasedTrainingReplay { Schedule = steps },
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(steps, replayed.Schedule(new TrialId(0)).Steps);
        Assert.Equal(
            found.Curve(victim).Select(r => r.Metric), replayed.Curve(new TrialId(0)).Select(r => r.Metric));
    }

    [Fact]
    public async Task Random_search_without_a_number_of_trials_ends_with_its_time()
    {
        var result = await Tune.RunAsync(
            Small.Train,
            Options with
            {
                Trials = null,
                Scheduler = new FirstInFirstOut(),
                Workers = WorkerKind.InProcess,
                Stop = Stop.AtIteration(2) | Stop.AfterTime(TimeSpan.FromSeconds(2)),
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(ExperimentStatus.Completed, result.Status);
        Assert.True(result.Trials.Length > 2, $"{result.Trials.Length} trials");
    }

    [Fact]
    public async Task A_grid_tries_every_point_once()
    {
        var result = await Tune.RunAsync(
            static trial => trial.Report(new { score = trial.Config["a"].ToDouble() * trial.Config["b"].ToDouble() }),
            Options with
            {
                Space = new SearchSpace { ["a"] = Search.Grid(1, 2, 3), ["b"] = Search.Grid(1, 10) },
                Sampler = new GridSampler(),
                Trials = null,
                Scheduler = new FirstInFirstOut(),
                Workers = WorkerKind.InProcess,
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(6, result.Trials.Select(trial => trial.Config).Distinct().Count());
        Assert.Equal((6, 30.0), (result.Trials.Length, result.Best.Metric));
    }

    [Fact]
    public async Task Cancelling_saves_and_can_be_resumed()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = Options with { Workers = WorkerKind.InProcess };
        await Assert.ThrowsAsync<OperationCanceledException>(() => Tune.RunAsync(
            trial =>
            {
                if (trial.Iteration >= 6) source.Cancel();
                Small.Train(trial);
            },
            options, source.Token));

        var folder = _folder["small"];
        Assert.Equal(ExperimentStatus.Interrupted, TuneResult.Open(folder).Status);
        CheckComplete(await Tune.ResumeAsync(Small.Train, folder, options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failing_training_function_is_tried_again_from_its_checkpoint()
    {
        var result = await Tune.RunAsync(
            static trial =>
            {
                if (trial is { Attempt: 1, Id.Value: 2 }) throw new InvalidOperationException("flaky");
                Small.Train(trial);
            },
            Options, TestContext.Current.CancellationToken);
        CheckComplete(result);
        var error = Assert.Single(result.Errors);
        Assert.Equal(("flaky", 2, 1), (error.Error.Message, error.Trial.Value, error.Attempt));
    }
}
