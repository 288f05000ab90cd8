using Clade.Cli.Commands;
using Spectre.Console.Testing;

namespace Clade.Cli.Tests;

/// <summary>Runs <c>clade</c> in this process.</summary>
internal sealed class Cli(string workingDirectory) : IDisposable
{
    private readonly TestConsole _out = new TestConsole().Width(1000);
    private readonly TestConsole _error = new TestConsole().Width(1000);

    public string Out => _out.Output;

    public string Error => _error.Output;

    public CliContext Context => new(_out, _error, workingDirectory);

    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(params string[] args) =>
        CladeCommand.InvokeAsync(args, Context);

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }
}
