using System.Globalization;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

[assembly: SupportedOSPlatform("linux")]

namespace Clade.Programs.Tests;

/// <summary>Runs programs, and looks for what is left of them.</summary>
internal static partial class Programs
{
    /// <summary>Skips a test that needs what is not installed, unless all must be there.</summary>
    public static void Require(params string[] commands)
    {
        var missing = commands.Where(static command => ProgramFile.Find(
            command, AppContext.BaseDirectory, Environment.GetEnvironmentVariable("PATH")) is null).ToArray();
        var required = Environment.GetEnvironmentVariable("CLADE_REQUIRE") ?? "";
        var names = string.Join(", ", missing);
        Assert.False(
            missing.Length > 0 && required.Split(',').Contains("programs"),
            $"CLADE_REQUIRE names programs, but {names} is not installed.");
        Assert.SkipWhen(missing.Length > 0, $"{names} is not installed.");
    }

    public static Task<TuneResult> RunAsync(TrainingProgram program, TuneOptions options) =>
        Tune.RunAsync(program, options, TestContext.Current.CancellationToken);

    /// <summary>What is said where every trial fails, or nothing can start.</summary>
    public static async Task<string> FailureOfAsync(TrainingProgram program, TuneOptions options)
    {
        var message = (await Assert.ThrowsAsync<CladeException>(() => RunAsync(program, options))).Message;
        TestContext.Current.TestOutputHelper?.WriteLine(message);
        return message;
    }

    /// <summary>The ids that a program printed, each as "process 4711".</summary>
    public static int[] ProcessesIn(string output) =>
        [.. Ids().Matches(output).Select(static m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>Which of them are there, and not dead.</summary>
    public static int[] Living(IEnumerable<int> processes) => [.. processes.Where(static id =>
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

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex Ids();
}
