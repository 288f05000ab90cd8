using System.Globalization;

namespace Clade.Programs.Tests;

/// <summary>Unchanged programs: arguments in, metrics out.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Each_line_with_the_metric_is_a_report()
    {
        var program = _place.Shell(
            """
            echo "training with $1"
            echo '{"score": 0.25, "loss": NaN}'
            echo "epoch=2 score=$1"
            echo "The score was 0.75" >&2
            echo "The score is 0.75"
            printf 'score=1'
            """, "${lr}") with
        { MetricPatterns = [@"score is (?<score>\S+)"] };

        var result = await Programs.RunAsync(program, _place.Options);

        var lr = result.Trials[0].Config["lr"].ToDouble();
        Assert.Equal([0.25, lr, 0.75, 1], result.Reports().Select(static report => report.Metrics["score"]));
        Assert.True(double.IsNaN(result.Reports().First().Metrics["loss"]));
        Assert.Equal((TrialStatus.Completed, 1), (result.Trials[0].Status, result.Trials[0].Attempts));
        Assert.StartsWith(
            $"training with {lr.ToString("R", CultureInfo.InvariantCulture)}\n",
            Workplace.ReadLog(result, "stdout.log"), StringComparison.Ordinal);
        Assert.Equal("The score was 0.75\n", Workplace.ReadLog(result, "stderr.log"));
    }

    [Fact]
    public async Task Arguments_and_surroundings_come_as_they_were_written()
    {
        Directory.CreateDirectory(_place["here"]);
        var program = _place.Shell(
            """
            for word in "$@"; do printf '[%s]' "$word"; done
            cat "$8"
            echo " in $PWD, with $RATE, of $CLADE_TREE"
            cat
            echo "score=1"
            """,
            "a b", "\"'$HOME*;", "", "$${lr}", "${seed}", "${trial}/${iteration}", "${off}", "${config}") with
        {
            WorkingDirectory = _place["here"],
            Environment = new TrainingProgram { Command = [] }.Environment.Add("RATE", "lr ${lr}"),
        };
        var options = _place.Options with
        {
            Space = new SearchSpace
            {
                ["lr"] = Search.Choice(0.5),
                ["on"] = Search.Constant(false),
                ["off"] = Search.RandInt(1, 9).When(static config => config["on"].ToBoolean()),
            },
        };

        var result = await Programs.RunAsync(program, options);

        var output = Workplace.ReadLog(result, "stdout.log");
        Assert.StartsWith("[a b][\"'$HOME*;][][${lr}][", output, StringComparison.Ordinal);
        Assert.Contains($"[{(int)(result.Trials[0].Seed & int.MaxValue)}][0/0][][/", output, StringComparison.Ordinal);
        Assert.Contains(
            $"{{\"lr\":0.5,\"on\":false}} in {_place["here"]}, with lr 0.5, of /", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hyperparameter_that_no_argument_mentions_is_warned_of()
    {
        var program = _place.Shell("echo score=1; echo score=2", "${lr}");
        var options = _place.Options with
        {
            Space = new SearchSpace { ["lr"] = Search.Uniform(0.1, 1), ["momentum"] = Search.Uniform(0, 1) },
        };

        var result = await Programs.RunAsync(program, options);

        Assert.Contains("momentum", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_to_stop_ends_the_program()
    {
        var program = _place.Shell(
            """
            trap 'echo "told to end"; kill $child; exit 3' TERM
            sleep 1000000 & child=$!
            echo "process $$, process $child"
            while :; do echo score=1; wait_a_little=$(sleep 0.01); done
            """);

        var result = await Programs.RunAsync(program, _place.Options with { Stop = Stop.AtIteration(3) });

        var output = Workplace.ReadLog(result, "stdout.log");
        Assert.Equal((TrialStatus.Completed, 3), (result.Trials[0].Status, result.Trials[0].Iteration));
        Assert.Contains("told to end", output, StringComparison.Ordinal);
        Assert.Equal(2, Programs.ProcessesIn(output).Length);
        Assert.Empty(Programs.Living(Programs.ProcessesIn(output)));
    }

    [Fact]
    public async Task A_stubborn_program_is_killed_after_the_grace_with_all_that_it_started()
    {
        // One of its children has left its group, and its parent; only the worker still is its ancestor.
        var program = _place.Shell(
            """
            trap '' TERM
            (trap '' TERM; env -i setsid sh -c 'echo "process $$"; exec sleep 1000000' & )
            sleep 1000000 &
            echo "process $$, process $!"
            while :; do echo score=1; sleep 0.01; done
            """) with
        { TerminationGrace = TimeSpan.FromSeconds(0.5) };

        // The second trial finds the worker as warm as the first one left it.
        var result = await Programs.RunAsync(program, _place.Options with
        {
            Stop = Stop.AtIteration(20),
            Trials = 2,
            MaxConcurrentTrials = 1,
        });

        Assert.All(result.Trials, static trial => Assert.Equal((20, 0), (trial.Iteration, trial.LostWorkers)));
        var processes = Programs.ProcessesIn(Workplace.ReadLog(result, "stdout.log"));
        Assert.Equal(3, processes.Length);
        Assert.Empty(Programs.Living(processes));
    }

    [Fact]
    public async Task What_a_program_leaves_behind_ends_with_it_and_is_not_waited_for()
    {
        var program = _place.Shell("sleep 1000000 & echo \"process $!\"; echo score=1");

        var result = await Programs.RunAsync(program, _place.Options);

        Assert.Equal(TrialStatus.Completed, result.Trials[0].Status);
        Assert.Empty(Programs.Living(Programs.ProcessesIn(Workplace.ReadLog(result, "stdout.log"))));
    }

    [Fact]
    public async Task A_silent_program_is_ended_by_the_report_timeout()
    {
        var program = _place.Shell(
            "echo \"process $$\" > $1; echo score=1; sleep 1000000 & echo \"process $!\" >> $1; wait", _place["ids"]);

        var message = await Programs.FailureOfAsync(
            program, _place.Options with { ReportTimeout = TimeSpan.FromSeconds(5) });

        Assert.Contains("silent for 5 s", message, StringComparison.Ordinal);
        var processes = Programs.ProcessesIn(File.ReadAllText(_place["ids"]));
        Assert.Equal(2, processes.Length);
        Assert.Empty(Programs.Living(processes));
    }

    [Fact]
    public async Task A_program_has_the_cores_and_thread_counts_of_its_trial()
    {
        var program = _place.Shell(
            "grep Cpus_allowed_list /proc/self/status; echo \"threads $OMP_NUM_THREADS\"; echo score=1");

        var result = await Programs.RunAsync(
            program, _place.Options with { Cpus = [0], Resources = new Resources(Cpu: 1) });

        Assert.Equal("Cpus_allowed_list:\t0\nthreads 1\nscore=1\n", Workplace.ReadLog(result, "stdout.log"));
    }

    [Fact]
    public async Task A_failure_has_the_exit_code_and_the_last_lines_of_the_errors()
    {
        var message = await Programs.FailureOfAsync(
            _place.Shell("echo score=1; echo 'no such data set' >&2; exit 3"), _place.Options);
        Assert.Contains("the program exited with code 3", message, StringComparison.Ordinal);
        Assert.Contains("no such data set", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_is_named()
    {
        var message = await Programs.FailureOfAsync(_place.Shell("kill -SEGV $$"), _place.Options);
        Assert.Contains("was killed by SIGSEGV", message, StringComparison.Ordinal);
        Assert.Contains("printed nothing to its standard error", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_somebody_killed_is_a_lost_worker_and_not_its_own_failure()
    {
        var killedOnce = _place.Shell(
            "echo score=1; [ -e \"$1\" ] || { touch \"$1\"; kill -KILL $$; }", _place["killed"]);

        var result = await Programs.RunAsync(
            killedOnce, _place.Options with { Trials = 1, MaxFailures = 0, MaxLostWorkers = 1 });

        var error = Assert.Single(result.Errors).Error;
        Assert.Equal(TrialError.WorkerLost, error.Kind);
        Assert.Contains("the program was killed by SIGKILL", error.Message, StringComparison.Ordinal);
        Assert.Equal(TrialStatus.Completed, Assert.Single(result.Trials).Status);
    }

    [Fact]
    public async Task A_program_that_reports_nothing_is_told_what_was_looked_for()
    {
        var program = _place.Shell("echo 'accuracy=1'; head -c 70000 /dev/zero | tr '\\0' x; echo") with
        {
            MetricPatterns = ["score: (?<score>.*)"],
        };

        var message = await Programs.FailureOfAsync(program, _place.Options);

        Assert.Contains("reported nothing", message, StringComparison.Ordinal);
        Assert.Contains("'score=0.5'", message, StringComparison.Ordinal);
        Assert.Contains("score: (?<score>.*)", message, StringComparison.Ordinal);
        Assert.Contains("1 lines were longer than 65536 bytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_without_end_is_named()
    {
        var program = _place.Shell("echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!") with
        {
            MetricPatterns = ["^(?<score>(a+)+)$"],
        };
        Assert.Contains(
            "took longer than 1 s", await Programs.FailureOfAsync(program, _place.Options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_saved_before_the_end_comes_with_the_last_report_and_is_gone_on_from()
    {
        var program = _place.Shell(
            """
            from=0; [ -n "$1" ] && from=$(cat "$1/inner/weight")
            echo "began at $from"
            for i in 1 2 3; do from=$((from + 1)); echo "score=$from"; done
            exec >&-; sleep 0.1
            mkdir "$2/inner"; echo "$from" > "$2/inner/weight"
            """, "${checkpoint_in}", "${checkpoint_out}");
        var options = _place.Options with { Stop = Stop.AtIteration(3) };

        var result = await Programs.RunAsync(program, options);

        Assert.Equal("3\n", File.ReadAllText(Path.Combine(result.Best.CheckpointFolder!, "inner", "weight")));
        result = await Tune.ResumeAsync(
            program, result.Folder, options with { Stop = Stop.AtIteration(6) }, TestContext.Current.CancellationToken);
        Assert.Equal((6, 6.0), (result.Trials[0].Iteration, result.Best.Metric));
        Assert.Equal("6\n", File.ReadAllText(Path.Combine(result.Best.CheckpointFolder!, "inner", "weight")));
        Assert.Contains("began at 3\n", Workplace.ReadLog(result, "stdout.log"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateDirectories(Path.Combine(result.Folder, "checkpoints")),
            static folder => Path.GetFileName(folder).StartsWith(".partial", StringComparison.Ordinal));
    }
}
