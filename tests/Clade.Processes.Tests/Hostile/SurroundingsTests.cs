using System.Net.Sockets;
using System.Runtime.InteropServices;
using Clade.Workers.Channel;

namespace Clade.Workers.Hostile;

/// <summary>What the system does to a driver: no descriptors, a loose umask.</summary>
public sealed partial class SurroundingsTests(TestProgram program)
{
    private const UnixFileMode OnlyUser =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task Without_a_free_descriptor_the_listener_waits_for_one()
    {
        Assert.Equal("ready\na worker got in\n", await OutputOfAsync(ListenWithoutDescriptors));
    }

    [Fact]
    public async Task Only_the_user_enters_the_folder_of_the_socket_whatever_the_umask()
    {
        Assert.Equal("0700\n", await OutputOfAsync(static context =>
        {
            _ = SetUmask(0);
            var folder = PrivateFolders.Create();
            Console.WriteLine(File.GetUnixFileMode(folder) == OnlyUser ? "0700" : $"{File.GetUnixFileMode(folder)}");
            PrivateFolders.Remove(folder);
            return 0;
        }));
    }

    private async Task<string> OutputOfAsync(Func<WorkerContext, int> function)
    {
        await using var spawner = WorkerSpawner.Open(program.Snapshot);
        var output = new CapturedOutput();
        var worker = await WorkerProcessTests.StartAsync(spawner, output, function);
        await worker.Exited.WaitAsync(Patience.Long, TestContext.Current.CancellationToken);
        return output.Text;
    }

    // In a process of its own, because all of a process share its descriptors.
    private static int ListenWithoutDescriptors(WorkerContext context)
    {
        var folder = PrivateFolders.Create();
        using var listener = new WorkerListener(Path.Combine(folder, "channel"), TimeProvider.System);
        using var expected = listener.Expect();
        using var worker = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var failed = new ManualResetEventSlim();
        AppDomain.CurrentDomain.FirstChanceException += (_, e) =>
        {
            // What the next connection finds missing first: a descriptor for itself, or for a thread.
            if (e.Exception is SocketException or OutOfMemoryException) failed.Set();
        };

        var hello = WorkerListenerTests.HelloOf(expected);
        StartThreads();
        Console.WriteLine("ready");
        var limit = new Limit(Soft: 200, Hard: 200);
        if (SetLimit(OpenFiles, in limit) != 0) throw new InvalidOperationException("The limit can't be set.");
        var hogs = TakeAllDescriptors();
        worker.Connect(new UnixDomainSocketEndPoint(listener.Path));
        worker.Send(hello);
        if (!failed.Wait(Patience.Long)) throw new TimeoutException("Nothing failed.");

        foreach (var hog in hogs) hog.Dispose();
        using var accepted = expected.TakeAsync().WaitAsync(Patience.Long).GetAwaiter().GetResult();
        Console.WriteLine("a worker got in");
        return 0;
    }

    // .NET itself needs descriptors for its first threads, its timer's among them, and for the console.
    private static void StartThreads()
    {
        const int Threads = 8;
        ThreadPool.SetMinThreads(Threads, Threads);
        using var rung = new ManualResetEventSlim();
        using var timer = new Timer(_ => rung.Set(), null, dueTime: 0, Timeout.Infinite);
        rung.Wait(Patience.Long);
        using var all = new Barrier(Threads);
        Task.WaitAll([.. Enumerable.Range(0, Threads).Select(_ => Task.Run(() => all.SignalAndWait(Patience.Long)))]);
    }

    private static List<FileStream> TakeAllDescriptors()
    {
        var hogs = new List<FileStream>();
        while (true)
        {
            try
            {
                hogs.Add(new FileStream("/dev/null", FileMode.Open));
            }
            catch (IOException)
            {
                return hogs;
            }
        }
    }

    private const int OpenFiles = 7;

    private readonly record struct Limit(ulong Soft, ulong Hard);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetUmask(uint mask);
}
