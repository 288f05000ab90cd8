using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Clade.Workers;

/// <summary>Workers of the test host itself.</summary>
public sealed class WorkerProcessTests(TestProgram program)
{
    [Fact]
    public async Task A_worker_runs_the_function_and_reports_its_exit_code()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();

        var worker = await StartAsync(spawner, output, static context =>
        {
            Console.WriteLine($"{Environment.ProcessId} {context["GREETING"]} {context.DriverId}");
            return 3;
        });

        var exit = await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        Assert.Equal($"{worker.Id} hello {Environment.ProcessId}\n", output.Text);
        Assert.Equal(3, exit.Code);
        Assert.Equal("exited with code 3", exit.ToString());
    }

    [Fact]
    public async Task A_worker_is_in_a_group_of_its_own_and_restricted_to_its_cpus_from_the_start()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();
        var cpu = CpuTopology.Read().Cpus[^1];

        var worker = await StartAsync(spawner, output, static _ =>
        {
            Console.WriteLine(Environment.ProcessorCount);
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }, start => start with { Cpus = [cpu], Threads = 0 });

        Assert.Equal("1", await output.ReadLineAsync());
        Assert.Equal(cpu.ToString(CultureInfo.InvariantCulture), ReadStatus(worker.Id, "Cpus_allowed_list"));
        Assert.Equal(worker.Id.ToString(CultureInfo.InvariantCulture), ReadStat(worker.Id, field: 5));
        Assert.Contains('-', ReadStatus(Environment.ProcessId, "Cpus_allowed_list"));
    }

    [Fact]
    public async Task Cpus_that_this_process_does_not_have_are_refused_with_those_it_has()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);

        var error = await Assert.ThrowsAsync<CladeException>(() => StartAsync(
            spawner, new CapturedOutput(), static _ => 0, start => start with { Cpus = [8000] }));

        Assert.Contains("restricted to CPU 8000", error.Message, StringComparison.Ordinal);
        Assert.Contains("This process may use CPU 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workers_children_do_not_take_themselves_for_workers()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();

        var worker = await StartAsync(spawner, output, static context =>
        {
            Process.Start("/bin/sh", ["-c", "env | grep -E '^(CLADE_WORKER|DOTNET_STARTUP_HOOKS|OMP_NUM_THREADS)'"])
                .WaitForExit();

            // Native code starts children with the C library's environment instead.
            _ = NativeShell.Run("env | grep -E '^(CLADE_WORKER|DOTNET_STARTUP_HOOKS|OMP_NUM_THREADS)'");
            return 0;
        }, start => start with { Threads = 3 });

        await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        Assert.Equal("OMP_NUM_THREADS=3\nOMP_NUM_THREADS=3\n", output.Text);
    }

    [Fact]
    public void The_users_own_hooks_are_given_back_to_the_workers_children()
    {
        var variables = new Dictionary<string, string?> { [WorkerContext.HooksVariable] = "/telemetry/Hook.dll" };

        WorkerEnvironment.Fill(variables, Start(static _ => 0), tree: "/t/", cgroup: null);

        Assert.Equal("/telemetry/Hook.dll:Clade", variables[WorkerContext.HooksVariable]);
        Assert.Equal("/telemetry/Hook.dll", variables["CLADE_WORKER_USER_HOOKS"]);
    }

    [Fact]
    public async Task A_worker_finds_the_end_of_its_input_instead_of_the_terminal()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();

        await StartAsync(spawner, output, static _ =>
        {
            Console.WriteLine(Console.In.ReadLine() ?? "end");
            return 0;
        });

        Assert.Equal("end", await output.ReadLineAsync());
    }

    [Fact]
    public async Task Death_by_a_signal_is_told_by_the_signals_name()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);

        var worker = await StartAsync(spawner, new CapturedOutput(), static context =>
        {
            _ = Libc.Kill(Environment.ProcessId, Libc.SigKill);
            return 0;
        });

        var exit = await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        Assert.Equal("SIGKILL", exit.Signal);
        Assert.StartsWith("was killed by SIGKILL (", exit.ToString(), StringComparison.Ordinal);
        Assert.Contains("possibly out of memory", KilledWith(outOfMemoryKills: null), StringComparison.Ordinal);
        Assert.Contains("out of memory, most likely", KilledWith(outOfMemoryKills: 1), StringComparison.Ordinal);
        Assert.DoesNotContain("out of memory", KilledWith(outOfMemoryKills: 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_outside_the_training_function_is_printed_and_ends_the_worker()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();

        var worker = await StartAsync(
            spawner, output, static _ => throw new InvalidOperationException("the channel broke"));

        var exit = await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        Assert.Equal("exited with code 70", exit.ToString());
        Assert.Contains("the channel broke", output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clades_own_kill_is_told_apart()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();
        var worker = await StartAsync(spawner, output, SayHelloAndStay);
        Assert.Equal("hello", await output.ReadLineAsync());

        worker.Kill();

        var exit = await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        Assert.Equal("was ended by Clade", exit.ToString());
        worker.Kill();
    }

    [Fact]
    public async Task Disposing_the_spawner_leaves_nothing()
    {
        var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();
        var worker = await StartAsync(spawner, output, SayHelloAndStay);
        await output.ReadLineAsync();
        using var guardian = LinuxProcess.Open(spawner.GuardianId!.Value);
        Assert.True(Directory.Exists(spawner.PrivateFolder));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(spawner.PrivateFolder));

        await spawner.DisposeAsync();

        Assert.False(LinuxProcess.Exists(worker.Id));
        guardian.AssertEnds();
        Assert.False(Directory.Exists(spawner.PrivateFolder));
        Assert.False(Directory.Exists(spawner.CgroupFolder));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => StartAsync(spawner, output, static _ => 0));
    }

    [Fact]
    public async Task Output_goes_to_the_trial_whose_mark_came_before_it()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var (first, firstError) = (new CapturedOutput(), new CapturedOutput());
        var (second, secondError) = (new CapturedOutput(), new CapturedOutput());
        using var channel = new TestChannel(spawner.PrivateFolder);
        var worker = await StartAsync(spawner, new CapturedOutput(), static context =>
        {
            TestChannel.WaitForWord(context);
            OutputMark.Write("1.0");
            for (var line = 0; line < 5_000; line++) Console.WriteLine($"first {line}");
            Console.Error.WriteLine("first error");
            OutputMark.Write("2.0");
            Console.WriteLine("second");
            Console.Error.WriteLine("second error");
            OutputMark.Write("end");
            Console.WriteLine("nobody's");
            return 0;
        }, channel.Announce);

        var firstMark = worker.SwitchOutputAt("1.0", new OutputSinks(first.Take, firstError.Take));
        var secondMark = worker.SwitchOutputAt("2.0", new OutputSinks(second.Take, secondError.Take));
        var end = worker.SwitchOutputAt("end", OutputSinks.None);
        using var accepted = await channel.AcceptAsync();
        accepted.Send([1]);

        await Task.WhenAll(firstMark, secondMark, end).WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        Assert.Equal(string.Concat(Enumerable.Range(0, 5_000).Select(line => $"first {line}\n")), first.Text);
        Assert.Equal("first error\n", firstError.Text);
        Assert.Equal("second\n", second.Text);
        Assert.Equal("second error\n", secondError.Text);
    }

    internal static Task<WorkerProcess> StartAsync(
        WorkerSpawner spawner,
        CapturedOutput output,
        Func<WorkerContext, int> entry,
        Func<WorkerStart, WorkerStart>? change = null)
    {
        var start = Start(entry) with
        {
            Output = output.Sinks,
            Values = ImmutableDictionary<string, string>.Empty.Add("GREETING", "hello"),
        };
        return spawner.StartAsync(change?.Invoke(start) ?? start);
    }

    internal static int SayHelloAndStay(WorkerContext context)
    {
        Console.WriteLine("hello");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static string KilledWith(long? outOfMemoryKills) =>
        new WorkerExit(Code: 137, WasKilledByClade: false, outOfMemoryKills).ToString();

    private static WorkerStart Start(Func<WorkerContext, int> entry) => new() { Entry = FunctionReference.From(entry) };

    private static string ReadStatus(int processId, string name) => File.ReadLines($"/proc/{processId}/status")
        .Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1];

    // Counted as proc(5) does, from 1; the name in field 2 is "Clade.Processes", without blanks.
    private static string ReadStat(int processId, int field) =>
        File.ReadAllText($"/proc/{processId}/stat").Split(' ')[field - 1];
}
