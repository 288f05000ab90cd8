// A driver that the tests start as a program of each kind, and kill. It obeys its input line by line and prints what
// its workers print. Arguments: a file to which Main leaves a trace, a folder for the snapshot, "cgroups" to use them.
using System.Diagnostics;
using System.Text;
using Clade.Workers;

File.AppendAllText(args[0], "Main ran\n");
Cache.WasTouchedByMain = true;

await using var spawner = WorkerSpawner.Open(ProgramSnapshot.Take(args[1]), withCgroups: args.Contains("cgroups"));
Console.WriteLine($"guardian {spawner.GuardianId}");
Console.WriteLine($"folder {spawner.PrivateFolder}");
Console.WriteLine($"cgroup {spawner.CgroupFolder}");

while (Console.ReadLine() is { } command)
{
    var worker = await spawner.StartAsync(new WorkerStart
    {
        Entry = command switch
        {
            "tell" => FunctionReference.From(Work.Tell),
            "lambda" => FunctionReference.From((WorkerContext _) => Say("lambda")),
            "local" => FunctionReference.From(Local),
            _ => FunctionReference.From(Work.HaveChildren),
        },
        Output = new OutputSinks(Relay, Relay),
    });

    // Those that have children stay.
    if (command == "children") continue;
    Console.WriteLine($"exit {await worker.Exited}");
}

static void Relay(ReadOnlySpan<byte> bytes) => Console.Write(Encoding.UTF8.GetString(bytes));

static int Local(WorkerContext context) => Say("local function");

static int Say(string text)
{
    Console.WriteLine(text);
    return 7;
}

internal static class Cache
{
    public static readonly string Data = string.Join(",", Enumerable.Range(1, 3));

    public static bool WasTouchedByMain { get; set; }
}

internal static class Work
{
    public static int Tell(WorkerContext context)
    {
        Console.WriteLine($"version ONE, data {Cache.Data}, touched by Main: {Cache.WasTouchedByMain}");
        return 0;
    }

    // Each is found in one way only: by its group (no environment), by its environment (a session of its own, and a
    // parent that is gone), by its cgroup (neither).
    public static int HaveChildren(WorkerContext context)
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
        Console.WriteLine($"processes {Environment.ProcessId} {string.Join(' ', children)}");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
