using System.Diagnostics;
using System.Globalization;

namespace Clade.Programs.Tests;

/// <summary>A driver that is killed leaves no program behind, and nothing that a program started.</summary>
public sealed class OrphanTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    // After so many lines of the driver's output: in the first attempts, and amid many.
    [Theory]
    [InlineData("Output", 12)]
    [InlineData("Output", 97)]
    [InlineData("Files", 12)]
    [InlineData("Files", 97)]
    [InlineData("Channel", 12)]
    [InlineData("Channel", 97)]
    public async Task Kill_9_of_the_driver_leaves_nothing(string protocol, int lines)
    {
        var path = DocumentedScripts.PathOf("benchmarks", "Programs", "Clade.Benchmarks.Programs");
        using var driver = Process.Start(new ProcessStartInfo(path, ["drive", protocol, _place.Path])
        {
            RedirectStandardOutput = true,
        })!;
        for (var line = 0; line < lines; line++)
        {
            Assert.NotNull(await driver.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        driver.Kill(entireProcessTree: false);
        await driver.WaitForExitAsync(TestContext.Current.CancellationToken);

        // One more may be under way, and writes down its id; it ends before it could do anything else.
        var clock = Stopwatch.StartNew();
        while (Programs.Living(Started()) is [var first, ..])
        {
            Assert.True(clock.Elapsed < Patience, $"Process {first} lives on.");
            WaitForEnd(first);
        }

        Assert.True(Started().Length >= 2, "No program was started, so nothing was shown.");
    }

    private int[] Started() =>
    [
        .. File.ReadAllLines(_place["processes"]).Select(static id => int.Parse(id, CultureInfo.InvariantCulture)),
    ];

    private static void WaitForEnd(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.WaitForExit(Patience);
        }
        catch (ArgumentException)
        {
            // Gone.
        }
    }
}
