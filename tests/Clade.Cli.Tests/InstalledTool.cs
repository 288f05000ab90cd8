using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Clade.Workers;

namespace Clade.Cli.Tests;

/// <summary>The tool as users have it: packed, and installed from a folder into one of its own.</summary>
public sealed class InstalledTool : IAsyncLifetime
{
    private const int SigInt = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tool-").FullName;

    public async ValueTask InitializeAsync()
    {
        var project = Path.Combine(RepositoryRoot, "src", "Clade.Cli");
        var configuration = typeof(InstalledTool).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!;
        await RequireAsync(["pack", project, "-c", configuration.Configuration, "--no-build", "-o", In("packages")]);

        // No other source, and no cache: what was not packed is not there.
        await File.WriteAllTextAsync(In("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{In("packages")}" /></packageSources>
            </configuration>
            """);
        await RequireAsync(
            ["tool", "install", "clade.cli", "--tool-path", In("tool"), "--configfile", In("nuget.config")]);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string RepositoryRoot =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>Starts the tool.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="arguments">What it is told.</param>
    internal RunningTool Start(string folder, params string[] arguments) =>
        new(Begin(In("tool", "clade"), folder, arguments));

    internal static void Interrupt(Process process) => Assert.Equal(0, Libc.Kill(process.Id, SigInt));

    private string In(params string[] parts) => Path.Combine([_folder, .. parts]);

    private async Task RequireAsync(string[] arguments)
    {
        var (code, output, error) = await new RunningTool(Begin("dotnet", _folder, arguments)).EndAsync();
        Assert.True(code == 0, output + error);
    }

    private Process Begin(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = In("cache");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return Process.Start(start)!;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

/// <summary>The tool in a process of its own.</summary>
/// <param name="process">The process.</param>
internal sealed class RunningTool(Process process)
{
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error = process.StandardError.ReadToEndAsync();

    /// <summary>Reads its output up to a line with some words in it.</summary>
    public async Task AwaitLineAsync(string words)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _output.AppendLine(line);
            if (line.Contains(words, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"It never said '{words}':\n{_output}{await _error}");
    }

    public void Interrupt() => InstalledTool.Interrupt(process);

    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        _output.Append(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        using (process) return (process.ExitCode, _output.ToString(), await _error);
    }
}
