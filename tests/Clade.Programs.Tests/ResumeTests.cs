using System.Diagnostics;
using System.Globalization;

namespace Clade.Programs.Tests;

/// <summary>A driver that was killed amid Population Based Training goes on as it would have.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Workplace _place = new();

    public ResumeTests()
    {
        Programs.Require("python3");
        DocumentedScripts.WriteTo(_place.Path);
    }

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("files", "[sh, train-files.sh, \"${lr}\", \"${momentum}\"]", 20)]
    [InlineData("channel", "[python3, train-channel.py]", 35)]
    public async Task Killed_and_resumed_is_as_if_nothing_had_happened(string protocol, string command, int lines)
    {
        WriteTuneFile(protocol, command);
        var whole = await RunAsync("run", "tune.yaml", "--set", "name=whole");

        using (var killed = Start("run", "tune.yaml", "--set", "name=killed"))
        {
            for (var line = 0; line < lines; line++)
            {
                Assert.NotNull(await killed.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            }

            killed.Kill(entireProcessTree: false);
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.NotEqual(ExperimentStatus.Completed, TuneResult.Open(_place["experiments/killed"]).Status);
        var resumed = await RunAsync("resume", "killed");

        Assert.Equal(DecisionsOf(whole), DecisionsOf(resumed));
        Assert.NotEmpty(resumed.Exploits);
    }

    private static string DecisionsOf(TuneResult result) => string.Join('\n', [
        .. result.Trials.Select(static t => string.Create(
            CultureInfo.InvariantCulture, $"trial {t.Id}: {t.Config} {t.Status} {t.Iteration} {t.LastMetric:R}")),
        .. result.Trials.SelectMany(trial => result.Lineage(trial.Id)).Select(
            static s => string.Create(
                CultureInfo.InvariantCulture, $"{s.Trial} {s.Donor} {s.FirstIteration} {s.Config}")),
    ]);

    private void WriteTuneFile(string protocol, string command) => _place.Write("tune.yaml", $$"""
        name: parabola
        program:
          command: {{command}}
          protocol: {{protocol}}
        objective: {minimize: loss}
        space:
          lr: {log_uniform: [0.001, 0.3]}
          momentum: {uniform: [0, 0.9]}
        trials: 4
        max_concurrent_trials: 2
        seed: 12
        scheduler:
          population_based_training:
            perturbation_interval: 3
            synchronous: true
        stop: {at_iteration: 12}
        progress: verbose
        """);

    private async Task<TuneResult> RunAsync(params string[] arguments)
    {
        using var clade = Start(arguments);
        var error = clade.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await clade.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await clade.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(clade.ExitCode == 0, output + await error);
        return TuneResult.Open(_place["experiments/" + arguments[^1].Split('=')[^1]]);
    }

    private Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(DocumentedScripts.PathOf("src", "Clade.Cli", "Clade.Cli"), arguments)
        {
            WorkingDirectory = _place.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
