using System.Text.Json;
using Clade.Cli.Commands;
using Clade.Display;

namespace Clade.Cli.Tests.Commands;

public sealed class ShowCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_overview_has_the_best_and_the_trials_by_score()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        using var cli = new Cli(_folder.Path);

        var code = await cli.RunAsync("show", "small");

        Assert.Equal(0, code);
        Assert.Contains("small  completed", cli.Out, StringComparison.Ordinal);
        Assert.Contains($"{ProgressText.Number(result.Best.Metric)} by trial {result.Best.Trial}", cli.Out,
            StringComparison.Ordinal);
        Assert.Contains(result.Best.Config["lr"].ToString(), cli.Out, StringComparison.Ordinal);
        var expected = result.Trials.OrderByDescending(static trial => trial.BestMetric)
            .Select(static trial => trial.Id.ToString());
        var shown = cli.Out.Split('\n').SkipWhile(static line => !line.StartsWith("trial ", StringComparison.Ordinal))
            .Skip(1).Take(4).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task Each_part_can_be_asked_for_alone()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        Assert.NotEmpty(result.Exploits);

        foreach (var (option, heading) in new[]
        {
            ("--lineage", "What led to the best"), ("--schedule", "The schedule that led to the best"),
            ("--exploits", "Exploits"), ("--errors", "Errors"),
        })
        {
            using var cli = new Cli(_folder.Path);
            Assert.Equal(0, await cli.RunAsync("show", "small", option));
            Assert.StartsWith(heading, cli.Out.TrimStart(), StringComparison.Ordinal);
            Assert.DoesNotContain("Trials, the best first", cli.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_part_of_one_trial_is_that_trials()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        var victim = result.Exploits[0].Record.Victim;
        using var cli = new Cli(_folder.Path);

        await cli.RunAsync("show", "small", "--exploits", "--schedule", "--lineage", "--json", "--trial", $"{victim}");

        var json = JsonDocument.Parse(cli.Out).RootElement;
        Assert.Equal(victim.Value, json.GetProperty("trial").GetInt32());
        Assert.Equal(
            result.Exploits.Count(exploit => exploit.Record.Victim == victim),
            json.GetProperty("exploit_list").GetArrayLength());
        Assert.Equal(
            result.Schedule(victim).Steps.Select(static step => step.Iteration),
            json.GetProperty("schedule").EnumerateArray().Select(static s => s.GetProperty("iteration").GetInt64()));
        Assert.Equal(
            result.Lineage(victim).Select(static segment => segment.Segment),
            json.GetProperty("lineage").EnumerateArray().Select(static s => s.GetProperty("segment").GetInt32()));
        Assert.False(json.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Json_has_everything_but_the_reports()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        await cli.RunAsync("show", "small", "--json");

        var json = JsonDocument.Parse(cli.Out).RootElement;
        Assert.Equal(result.Best.Metric, json.GetProperty("best").GetProperty("metric").GetDouble());
        Assert.Equal(result.Best.Config["lr"].ToDouble(), json.GetProperty("best").GetProperty("config")
            .GetProperty("lr").GetDouble());
        Assert.Equal(4, json.GetProperty("trial_list").GetArrayLength());
        Assert.Equal(result.Exploits.Length, json.GetProperty("exploit_list").GetArrayLength());
        Assert.Equal(result.SchedulerDescription, json.GetProperty("scheduler").GetString());
        Assert.Equal(result.SamplerDescription, json.GetProperty("sampler").GetString());
        Assert.Equal("RandomSampler", result.SamplerDescription);
        Assert.Equal("AtIteration(12)", result.StopDescription);
        Assert.Equal(result.SpaceDescription, json.GetProperty("space").EnumerateArray()
            .Select(static line => line.GetString()!));
        foreach (var part in new[] { "lineage", "schedule", "errors", "warnings" })
        {
            Assert.Equal(JsonValueKind.Array, json.GetProperty(part).ValueKind);
        }
    }

    [Fact]
    public async Task A_trial_that_there_is_not_is_wrong_input()
    {
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(2, await cli.RunAsync("show", "small", "--trial", "9"));
        Assert.Contains("no trial 9", cli.Error, StringComparison.Ordinal);
        Assert.Contains("0 to 3", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_experiment_can_be_looked_at()
    {
        Cli? during = null;
        await SampleExperiment.RunAsync(
            SampleExperiment.Options(_folder) with { Trials = 1, Stop = Stop.AtIteration(2) },
            trial =>
            {
                trial.Report(new { score = 0.5 });
                during = new Cli(_folder.Path);
                Assert.Equal(0, during.RunAsync("show", "small").GetAwaiter().GetResult());
                trial.Report(new { score = 0.6 });
            });

        using (during)
        {
            Assert.Contains("small  running", during!.Out, StringComparison.Ordinal);
            Assert.Contains("1 running", during.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_interrupted_experiment_says_so()
    {
        using var interrupt = new CancellationTokenSource();
        var options = SampleExperiment.Options(_folder) with { Trials = 1, Stop = Stop.AtIteration(1_000) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tune.RunAsync(
            trial =>
            {
                for (var i = 0; ; i++)
                {
                    trial.Report(new { score = i });
                    if (i == 3) interrupt.Cancel();
                }
            },
            options, interrupt.Token));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("show", "small"));
        Assert.Contains("small  interrupted", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_trials_say_is_text_and_neither_markup_nor_control()
    {
        await Assert.ThrowsAsync<CladeException>(() => SampleExperiment.RunAsync(
            SampleExperiment.Options(_folder) with { Trials = 2, MaxFailures = 0 },
            static _ => throw new InvalidOperationException("[red]no[/] such [file] \u001b[31m\nsecond line")));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("show", "small"));
        Assert.Contains("[red]no[/] such [file]", cli.Out, StringComparison.Ordinal);
        Assert.Contains("all 2 trials failed before their first report", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', cli.Out);

        using var errors = new Cli(_folder.Path);
        Assert.Equal(0, await errors.RunAsync("show", "small", "--errors"));
        Assert.Contains("  second line", errors.Out, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", errors.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', errors.Out);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(80)]
    public async Task No_line_is_wider_than_a_terminal(int width)
    {
        await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        foreach (var option in new[] { "--json", "--exploits", "--lineage", "--schedule", null })
        {
            var terminal = new Terminal(width, isTerminal: true);
            var cli = new CliContext(CliContext.ConsoleOn(terminal), CliContext.ConsoleOn(terminal), _folder.Path);

            string[] args = option is null ? ["show", "small"] : ["show", "small", option];
            Assert.Equal(0, await CladeCommand.InvokeAsync(args, cli));
            if (option == "--json") continue;
            var lines = terminal.Text.Split('\n').Select(Plain).ToList();
            Assert.True(lines.Count > 3);
            Assert.DoesNotContain(lines, line => line.Length > width);
        }
    }

    [Fact]
    public async Task A_pipe_gets_whole_lines_without_colours()
    {
        var result = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        var pipe = new Terminal(width: 40, isTerminal: false);
        var cli = new CliContext(CliContext.ConsoleOn(pipe), CliContext.ConsoleOn(pipe), _folder.Path);

        Assert.Equal(0, await CladeCommand.InvokeAsync(["show", "small", "--exploits"], cli));

        Assert.DoesNotContain('\u001b', pipe.Text);
        Assert.DoesNotContain("…", pipe.Text, StringComparison.Ordinal);
        Assert.Equal(result.Exploits.Length + 3, pipe.Text.TrimEnd().Split('\n').Length);
    }

    private static string Plain(string line) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\u001b\\[[0-9;?]*[a-z]", "");
}
