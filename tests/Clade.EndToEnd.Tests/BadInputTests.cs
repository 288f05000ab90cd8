namespace Clade.EndToEnd.Tests;

/// <summary>What people get wrong, and what they are told: the value, why, and what to do.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private TuneOptions Options => Small.Options(_folder) with { Workers = WorkerKind.InProcess };

    private static async Task<string> Message<T>(Func<Task> act)
        where T : Exception
    {
        var message = (await Assert.ThrowsAnyAsync<T>(act)).Message;
        TestContext.Current.TestOutputHelper?.WriteLine(message);
        return message;
    }

    [Fact]
    public async Task A_misspelt_metric_names_those_that_were_reported()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync(Small.Train, Options with
        {
            Objective = Objective.Maximize("scoer"),
        }));
        Assert.Contains("did not report 'scoer'", message, StringComparison.Ordinal);
        Assert.Contains("It reported 'score'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_scale_from_zero_is_refused_with_every_other_mistake()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync(Small.Train, Options with
        {
            Space = new SearchSpace { ["lr"] = Search.LogUniform(0, 0.1) },
            Resources = new Resources(Cpu: 1000),
            Name = "../small",
        }));
        Assert.Contains("'lr'", message, StringComparison.Ordinal);
        Assert.Contains("only positive numbers have logarithms", message, StringComparison.Ordinal);
        Assert.Contains("1000 CPUs", message, StringComparison.Ordinal);
        Assert.Contains("'../small'", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_quantile_above_a_half_is_refused_where_it_is_set()
    {
        var message = await Message<ArgumentOutOfRangeException>(() => Task.FromResult(
            new PopulationBasedTraining { PerturbationInterval = 1, QuantileFraction = 0.7 }));
        Assert.Contains("0.7", message, StringComparison.Ordinal);
        Assert.Contains("[0, 0.5]", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(_folder["file"], "");
        var message = await Message<StoreException>(() => Tune.RunAsync(Small.Train, Options with
        {
            Folder = _folder["file"],
        }));
        Assert.Contains(_folder["file"], message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_fails_the_trial_with_the_reason()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync(
            trial =>
            {
                // Where the checkpoints' folder belongs lies a file.
                var checkpoints = _folder["small/checkpoints"];
                if (Directory.Exists(checkpoints)) Directory.Delete(checkpoints);
                File.WriteAllText(checkpoints, "");
                Small.Train(trial);
            },
            Options with { Trials = 2, MaxConcurrentTrials = 1 }));
        Assert.Contains("All 2 trials failed", message, StringComparison.Ordinal);
        Assert.Contains("saving a checkpoint failed", message, StringComparison.Ordinal);
        Assert.Contains("checkpoints", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_condition_that_throws_is_named_and_the_experiment_goes_on_once_it_is_mended()
    {
        var options = Options with
        {
            Stop = Stop.When(static report => report.Iteration >= 2 ? throw new FormatException("oops") : false),
        };
        var message = await Message<CladeException>(() => Tune.RunAsync(Small.Train, options));
        Assert.Contains("the function threw FormatException (oops)", message, StringComparison.Ordinal);

        var folder = Path.Combine(options.Folder, options.Name);
        var result = await Tune.ResumeAsync(
            Small.Train, folder, Options with { Stop = Stop.AtIteration(4) }, TestContext.Current.CancellationToken);
        Assert.All(result.Trials, static trial => Assert.Equal((4, 0), (trial.Iteration, trial.LostWorkers)));
    }

    [Fact]
    public async Task A_parameter_of_an_unsupported_type_is_named()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync<Unsupported>(
            static _ => { }, Options with { Space = null }));
        Assert.Contains("Unsupported.Start", message, StringComparison.Ordinal);
        Assert.Contains("DateTime", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_that_is_no_number_is_named_with_its_type()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync(
            static trial => trial.Report(new { score = "high" }), Options));
        Assert.Contains("Metric 'score' is of type String", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throwing_in_save_fails_the_trial_even_if_the_exception_is_swallowed()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync(
            static trial =>
            {
                while (true)
                {
                    try
                    {
                        trial.Report(new { score = 1 }, static _ => throw new NotSupportedException("no weights here"));
                    }
                    catch (NotSupportedException)
                    {
                        // A training function that is too clever.
                    }
                }
            },
            Options));
        Assert.Contains("saving a checkpoint failed: no weights here", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resuming_with_another_space_shows_the_difference()
    {
        var result = await Tune.RunAsync(Small.Train, Options, TestContext.Current.CancellationToken);
        var message = await Message<CladeException>(() => Tune.ResumeAsync(Small.Train, result.Folder, Options with
        {
            Space = new SearchSpace
            {
                ["lr"] = Search.Uniform(0.01, 0.3),
                ["hidden"] = Search.RandInt(1, 9).Structural(),
            },
        }));
        Assert.Contains("- lr", message, StringComparison.Ordinal);
        Assert.Contains("+ lr", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Population_based_training_needs_a_way_to_save()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync(
            static trial =>
            {
                while (true) trial.Report(new { score = 1 });
            },
            Options));
        Assert.Contains("Pass save: to Report", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_experiment_without_an_end_is_refused()
    {
        var message = await Message<CladeException>(() => Tune.RunAsync(Small.Train, Options with
        {
            Trials = null,
            Scheduler = new FirstInFirstOut(),
        }));
        Assert.Contains("would never end", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_captures_is_refused_for_worker_processes()
    {
        var factor = Random.Shared.Next();
        var message = await Message<CladeException>(() => Tune.RunAsync(
            trial => trial.Report(new { score = factor }), Options with { Workers = WorkerKind.Processes }));
        Assert.Contains("captures 'factor'", message, StringComparison.Ordinal);
        Assert.Contains("Workers = WorkerKind.InProcess", message, StringComparison.Ordinal);
    }

    private sealed record Unsupported([Uniform(0, 1)] double Lr, [Constant("2020-01-01")] DateTime Start);
}
