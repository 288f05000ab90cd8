using System.Diagnostics;
using System.Globalization;

namespace Clade.Workers;

/// <summary>The fixture program at work: obeys commands, answers in lines.</summary>
internal sealed class FixtureDriver : IDisposable
{
    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    private FixtureDriver(string[] command, bool withCgroups)
    {
        string[] arguments =
            [.. command[1..], TraceFile, Path.Combine(_folder, "program"), withCgroups ? "cgroups" : "no cgroups"];
        _process = Process.Start(new ProcessStartInfo(command[0], arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public int ProcessId => _process.Id;

    public int GuardianId { get; private set; }

    public string PrivateFolder { get; private set; } = "";

    /// <summary>Empty where there are none.</summary>
    public string CgroupFolder { get; private set; } = "";

    /// <summary>One line for each time that Main ran.</summary>
    public string TraceFile => Path.Combine(_folder, "trace");

    public static async Task<FixtureDriver> StartAsync(string[] command, bool withCgroups = true)
    {
        var driver = new FixtureDriver(command, withCgroups);
        driver.GuardianId = int.Parse(await driver.ReadAsync("guardian "), CultureInfo.InvariantCulture);
        driver.PrivateFolder = await driver.ReadAsync("folder ");
        driver.CgroupFolder = await driver.ReadAsync("cgroup ");
        return driver;
    }

    /// <summary>Sends a command and reads the lines up to the worker's exit.</summary>
    public async Task<string> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        var lines = new List<string>();
        while (lines is not [.., ['e', 'x', 'i', 't', ' ', ..]]) lines.Add(await ReadLineAsync());
        return string.Join('\n', lines);
    }

    /// <summary>Starts a worker that has children; yields the worker and then its children.</summary>
    public async Task<List<LinuxProcessHandle>> StartWorkerWithChildrenAsync()
    {
        await _process.StandardInput.WriteLineAsync("children");
        var processes = (await ReadAsync("processes ")).Split(' ').Select(int.Parse).Select(LinuxProcess.Open).ToList();
        Assert.Equal(CgroupFolder.Length > 0 ? 4 : 3, processes.Count);
        Assert.All(processes, p => Assert.True(p.WasFound));
        return processes;
    }

    public async Task<int> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Long);
        return _process.ExitCode;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Long);
    }

    public void Dispose()
    {
        // Its guardian stays, to clear up after it; behind "dotnet run" it notices the end of its input.
        _process.Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> ReadAsync(string prefix)
    {
        var line = await ReadLineAsync();
        Assert.StartsWith(prefix, line, StringComparison.Ordinal);
        return line[prefix.Length..];
    }

    private async Task<string> ReadLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            .AsTask().WaitAsync(Patience.Long);
        Assert.True(line is not null, "The driver ended. Its error output is above.");
        return line;
    }
}
