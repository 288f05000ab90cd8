namespace Clade.Programs.Tests;

/// <summary>Programs that take part over the socket, with the Python client and without.</summary>
public sealed class ChannelTests : IDisposable
{
    private const string Raw =
        """
        import json, os, socket, sys, time
        s = socket.socket(socket.AF_UNIX)
        s.connect(os.environ["CLADE_SOCKET"])
        lines = s.makefile("r")
        def say(**message):
            s.sendall((json.dumps(message) + "\n").encode())
        say(type="hello", protocol=1, token=os.environ["CLADE_TOKEN"])
        start = json.loads(lines.readline())
        about = {"trial": start["trial"], "attempt": start["attempt"]}

        """;

    private readonly Workplace _place = new();

    public ChannelTests() => DocumentedScripts.WriteTo(_place.Path);

    public void Dispose() => _place.Dispose();

    private TrainingProgram Python(string script) => new()
    {
        Command = ["python3", _place.Write("program.py", script)],
        Protocol = ProgramProtocol.Channel,
        TerminationGrace = TimeSpan.FromSeconds(2),
    };

    private static TuneOptions OneAtATime(TuneOptions options) =>
        options with { Trials = 3, MaxConcurrentTrials = 1, Stop = Stop.AtIteration(2) };

    [Fact]
    public async Task The_process_stays_warm_and_each_trial_gets_its_own_output()
    {
        var program = Python(
            """
            import os, clade
            served = 0

            def train(trial):
                global served
                served += 1
                print(f"process {os.getpid()} serves number {served}, trial {trial.id}")
                while True:
                    trial.report({"score": trial.id + trial.iteration})

            clade.run(train)
            """);

        var result = await Programs.RunAsync(program, OneAtATime(_place.Options));

        var logs = Directory.EnumerateFiles(result.Folder, "stdout.log", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(File.ReadAllText).ToArray();
        var process = Assert.Single(logs.SelectMany(Programs.ProcessesIn).Distinct());
        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => $"process {process} serves number {i + 1}, trial {i}\n"), logs);
        Assert.Equal([0.0, 1, 1, 2, 2, 3], result.Reports().Select(static report => report.Metrics["score"]));
        Assert.Empty(Programs.Living([process]));
    }

    [Fact]
    public async Task An_exception_fails_the_trial_with_its_name_and_traceback_and_the_process_goes_on()
    {
        var program = Python(
            """
            import os, clade

            def train(trial):
                print(f"process {os.getpid()}")
                if trial.id == 1:
                    raise ValueError("no such data set")
                trial.report({"score": 1})

            clade.run(train)
            """);

        var result = await Programs.RunAsync(program, OneAtATime(_place.Options));

        var error = Assert.Single(result.Errors).Error;
        Assert.Equal(("ValueError", "no such data set"), (error.Kind, error.Message));
        Assert.Contains("in train", error.Details, StringComparison.Ordinal);
        Assert.Single(AllLogs(result).SelectMany(Programs.ProcessesIn).Distinct());
    }

    [Fact]
    public async Task A_warm_program_that_dies_between_attempts_is_started_again_and_nobody_is_blamed()
    {
        var program = Python(
            """
            import os, threading, clade

            def train(trial):
                print(f"process {os.getpid()}", flush=True)
                trial.report({"score": 1})

            connection = clade._Connection(os.environ["CLADE_SOCKET"], os.environ["CLADE_TOKEN"])
            clade._serve(train, clade.Trial(connection.receive(), connection), connection)
            os._exit(3)
            """);

        var result = await Programs.RunAsync(program, OneAtATime(_place.Options));

        Assert.All(result.Trials, static trial => Assert.Equal(
            (TrialStatus.Completed, 1, 0, 0), (trial.Status, trial.Attempts, trial.Failures, trial.LostWorkers)));
        Assert.Equal(3, AllLogs(result).SelectMany(Programs.ProcessesIn).Distinct().Count());
    }

    [Fact]
    public async Task A_program_that_does_not_leave_is_killed_and_the_next_attempt_gets_a_new_one()
    {
        var program = Python(
            """
            import os, signal, subprocess, time, clade
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

            def train(trial):
                child = subprocess.Popen(["sleep", "1000000"])
                print(f"process {os.getpid()}, process {child.pid}", flush=True)
                try:
                    while True:
                        trial.report({"score": 1})
                finally:
                    time.sleep(1000000)

            clade.run(train)
            """) with
        { TerminationGrace = TimeSpan.FromSeconds(0.3) };

        var result = await Programs.RunAsync(program, OneAtATime(_place.Options) with { Trials = 2 });

        var processes = AllLogs(result).SelectMany(Programs.ProcessesIn).ToArray();
        Assert.Equal(4, processes.Distinct().Count());
        Assert.Empty(Programs.Living(processes));
        Assert.All(result.Trials, static trial => Assert.Equal((2, 0), (trial.Iteration, trial.LostWorkers)));
    }

    [Fact]
    public async Task What_lost_its_parent_ends_with_the_attempt_and_the_programs_own_children_stay()
    {
        var program = Python(
            """
            import os, subprocess, clade
            own = subprocess.Popen(["sleep", "1000000"])

            def is_alive(process):
                return os.path.exists(f"/proc/{process}")

            def train(trial):
                global lost
                if trial.id == 0:
                    command = "sleep 1000000 & echo $!"
                    lost = int(subprocess.run(command, shell=True, stdout=subprocess.PIPE, stderr=None).stdout)
                trial.report({"score": 1, "own": is_alive(own.pid), "lost": is_alive(lost)})

            clade.run(train)
            """.Replace("& echo $!", ">/dev/null & echo $!", StringComparison.Ordinal));

        var result = await Programs.RunAsync(program, OneAtATime(_place.Options) with { Trials = 2 });

        Assert.Equal(
            [(1.0, 1.0), (1.0, 0.0)],
            result.Reports().Select(static report => (report.Metrics["own"], report.Metrics["lost"])));
    }

    [Fact]
    public async Task Python_finds_the_client_where_the_script_has_no_copy()
    {
        File.Delete(_place["clade.py"]);
        var program = Python(
            """
            import os, clade
            print(os.path.basename(clade.__file__), os.environ["PYTHONPATH"].split(":")[0])
            clade.run(lambda trial: trial.report({"score": 1}))
            """);
        program = program with { Environment = program.Environment.Add("PYTHONPATH", "/nowhere") };

        var result = await Programs.RunAsync(program, _place.Options);

        Assert.Equal("clade.py /nowhere\n", Workplace.ReadLog(result, "stdout.log"));
    }

    [Fact]
    public async Task A_restored_hyperparameter_that_came_from_elsewhere_is_found()
    {
        var program = Python(
            """
            import clade

            def train(trial):
                trial.confirm(lr=trial.config["lr"] * (1 + 1e-9))
                trial.confirm(lr=0.5)

            clade.run(train)
            """);

        var message = await Programs.FailureOfAsync(program, _place.Options);

        Assert.Contains("ConfigurationError", message, StringComparison.Ordinal);
        Assert.Contains("'lr' is 0.5 in the training and 0.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("say(**about, type='report', sequence=1, metrics={'score': 1}, can_save=False)", "had to confirm")]
    [InlineData("say(**about, type='started', config={'lr': 0.5})", "'lr' is 0.5 in the program")]
    [InlineData("say(**about, type='ended', outcome='completed')", "without having confirmed")]
    [InlineData("say(type='started', trial=7, attempt=0, config=start['config'])", "spoke for attempt 0 of trial 7")]
    [InlineData("s.sendall(b'hello?\\n')", "can't be understood")]
    [InlineData("say(**about, type='sorted')", "can't be understood")]
    [InlineData("s.shutdown(socket.SHUT_WR)", "closed its socket and goes on")]
    [InlineData("sys.exit('broken')", "exited with code 1 while it served attempt 0 of trial 0. The last")]
    public async Task What_breaks_the_protocol_is_named(string breach, string reason) => Assert.Contains(
        reason,
        await Programs.FailureOfAsync(Python(Raw + breach + "\ntime.sleep(1000000)\n"), _place.Options),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("import time\ntime.sleep(1000000)", "did not connect within 1 s (the connect timeout)")]
    [InlineData("print('hello')", "exited with code 0 and had not connected")]
    [InlineData("import no_such_module", "exited with code 1 before it connected")]
    public async Task A_program_that_does_not_connect_is_told_how(string script, string reason)
    {
        var program = Python(script) with { ConnectTimeout = TimeSpan.FromSeconds(1) };
        if (!script.Contains("sleep", StringComparison.Ordinal)) program = Python(script);
        Assert.Contains(reason, await Programs.FailureOfAsync(program, _place.Options), StringComparison.Ordinal);
    }

    [Fact]
    public void Macros_have_no_value_where_one_process_serves_many_configurations() => Assert.Contains(
        "one process serves many attempts",
        Assert.Single((Python("") with { Command = ["python3", "${lr}"] }).Mistakes(
            new SearchSpace { ["lr"] = Search.Uniform(0, 1) },
            new PopulationBasedTraining { PerturbationInterval = 1 })),
        StringComparison.Ordinal);

    private static IEnumerable<string> AllLogs(TuneResult result) =>
        Directory.EnumerateFiles(result.Folder, "stdout.log", SearchOption.AllDirectories).Select(File.ReadAllText);
}
