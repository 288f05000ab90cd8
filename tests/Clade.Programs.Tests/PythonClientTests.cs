using System.Diagnostics;

namespace Clade.Programs.Tests;

/// <summary>The client for Python has tests of its own, in Python.</summary>
public sealed class PythonClientTests
{
    [Fact]
    public async Task Its_tests_pass()
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-B", "-m", "unittest", "-v"])
        {
            WorkingDirectory = Path.Combine(DocumentedScripts.Root(), "clients", "python"),
            RedirectStandardError = true,
        })!;
        var output = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(python.ExitCode == 0, output);
        Assert.Contains("Ran 14 tests", output, StringComparison.Ordinal);
    }
}
