using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Clade.EndToEnd.Tests;

/// <summary>The user's program in a process of its own, read line by line.</summary>
internal sealed partial class UserProgram : IDisposable
{
    private readonly Process _process;

    private UserProgram(Process process) => _process = process;

    public List<string> Lines { get; } = [];

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public static UserProgram Start(params string[] arguments)
    {
        var info = new ProcessStartInfo(PathOfProgram(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new UserProgram(Process.Start(info)!);
    }

    /// <summary>Reads up to the first line with a text.</summary>
    public async Task<string> ReadToAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException(
            $"The program ended before it said '{text}': {string.Join('\n', Lines)}\n" +
            await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    public async Task<string> ReadToEndAsync()
    {
        var rest = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return rest + await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGKILL, to the program alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"]).WaitForExit();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>The ids that workers printed of themselves and their children, from the trials' logs.</summary>
    public static int[] ProcessesOf(string experiment) =>
    [
        .. from log in Directory.EnumerateFiles(experiment, "stdout.log", SearchOption.AllDirectories)
           from match in Ids().Matches(File.ReadAllText(log))
           from id in new[] { match.Groups[1].Value, match.Groups[2].Value }
           select int.Parse(id, CultureInfo.InvariantCulture),
    ];

    /// <summary>Which of the processes are there, and neither dead nor about to be buried.</summary>
    public static int[] Alive(IEnumerable<int> processes) => [.. processes.Distinct().Where(static id =>
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    })];

    private static string PathOfProgram([CallerFilePath] string thisFile = "")
    {
        // …/tests/Clade.EndToEnd.Tests/bin/Release/net10.0 beside …/tests/Clade.EndToEnd.Program/bin/Release/net10.0
        var output = Path.GetRelativePath(Path.GetDirectoryName(thisFile)!, AppContext.BaseDirectory);
        return Path.Combine(
            Path.GetDirectoryName(thisFile)!, "..", "Clade.EndToEnd.Program", output, "Clade.EndToEnd.Program");
    }

    [GeneratedRegex(@"worker (\d+) child (\d+)")]
    private static partial Regex Ids();
}
