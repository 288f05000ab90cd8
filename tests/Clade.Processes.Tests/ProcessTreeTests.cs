using System.Diagnostics;
using System.Globalization;

namespace Clade.Workers;

/// <summary>A worker's death is its children's, those included that made a session of their own.</summary>
public sealed class ProcessTreeTests(TestProgram program)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_9_of_a_worker_ends_all_that_came_of_it(bool withCgroups)
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot, withCgroups);
        var output = new CapturedOutput();
        var worker = await WorkerProcessTests.StartAsync(spawner, output, HaveChildren);
        var processes = (await output.ReadLineAsync()).Split(' ').Select(int.Parse).Select(LinuxProcess.Open).ToList();
        Assert.Equal(spawner.CgroupFolder is null ? 3 : 4, processes.Count);
        Assert.All(processes, p => Assert.True(p.WasFound));

        _ = Libc.Kill(worker.Id, Libc.SigKill);

        var exit = await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        Assert.Equal("SIGKILL", exit.Signal);
        Assert.All(processes, p => p.AssertEnds());
    }

    [Fact]
    public async Task A_worker_that_returns_takes_its_children_along_too()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();
        var worker = await WorkerProcessTests.StartAsync(spawner, output, static _ =>
        {
            // Inherits the worker's output, which would otherwise never end.
            using var child = Process.Start("sleep", "1000");
            Console.WriteLine(child.Id);
            return 0;
        });
        using var child = LinuxProcess.Open(int.Parse(await output.ReadLineAsync(), CultureInfo.InvariantCulture));

        await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);

        child.AssertEnds();
    }

    [Fact]
    public async Task One_workers_end_leaves_the_others_children_alone()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot, withCgroups: false);
        using var channel = new TestChannel(spawner.PrivateFolder);
        var output = new CapturedOutput();
        var first = await WorkerProcessTests.StartAsync(
            spawner, new CapturedOutput(), WorkerProcessTests.SayHelloAndStay);
        for (var i = 2; i < 10; i++) await WorkerProcessTests.StartAsync(spawner, output, static _ => 0);

        // The name of the first, w1, is the beginning of the tenth's, w10.
        var tenth = await WorkerProcessTests.StartAsync(
            spawner,
            output,
            static context =>
            {
                using var child = Process.Start("sleep", "1000");
                TestChannel.WaitForWord(context);
                Console.WriteLine(child.HasExited ? "childless" : "unharmed");
                return 0;
            },
            channel.Announce);

        using var accepted = await channel.AcceptAsync();
        first.Kill();
        await first.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        accepted.Send([1]);

        Assert.Equal("unharmed", await output.ReadLineAsync());
        Assert.Equal(0, (await tenth.Exited).Code);
    }

    [Fact]
    public async Task A_worker_does_not_hold_the_guardians_pipe()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();
        var worker = await WorkerProcessTests.StartAsync(spawner, output, WorkerProcessTests.SayHelloAndStay);
        await output.ReadLineAsync();

        var pipe = new FileInfo($"/proc/{spawner.GuardianId}/fd/0").LinkTarget;

        Assert.StartsWith("pipe:", pipe, StringComparison.Ordinal);
        Assert.Contains(pipe, OpenFilesOf(Environment.ProcessId));
        Assert.DoesNotContain(pipe, OpenFilesOf(worker.Id));
    }

    [Fact]
    public async Task A_guardian_that_was_killed_is_replaced()
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var first = spawner.GuardianId!.Value;
        using var handle = LinuxProcess.Open(first);
        _ = Libc.Kill(first, Libc.SigKill);
        handle.AssertEnds();

        var worker = await WorkerProcessTests.StartAsync(spawner, new CapturedOutput(), static _ => 0);
        await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);

        Assert.NotEqual(first, spawner.GuardianId);
        Assert.True(LinuxProcess.Exists(spawner.GuardianId!.Value));
    }

    private static List<string?> OpenFilesOf(int processId) =>
        [.. Directory.EnumerateFiles($"/proc/{processId}/fd").Select(file => new FileInfo(file).LinkTarget)];

    // Each is found in one way only: by its group (no environment), by its environment (a session of its own, and a
    // parent that is gone), by its cgroup (neither).
    private static int HaveChildren(WorkerContext context)
    {
        var commands = new List<string>
        {
            "env -i sh -c 'echo $$; exec sleep 1000 >/dev/null 2>&1' & exit",
            "setsid sh -c 'echo $$; exec sleep 1000 >/dev/null 2>&1' & exit",
        };
        if (context["CGROUP"] is not null)
        {
            commands.Add("env -i setsid sh -c 'echo $$; exec sleep 1000 >/dev/null 2>&1' & exit");
        }

        var children = commands.Select(command =>
        {
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
            {
                RedirectStandardOutput = true,
            })!;
            return shell.StandardOutput.ReadLine();
        });
        Console.WriteLine($"{Environment.ProcessId} {string.Join(' ', children)}");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
