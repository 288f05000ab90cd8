namespace Clade.Cli.Tests.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    // Gradient descent with momentum, from a checkpoint on.
    private const string Descent = """
        cd "$CLADE_EXCHANGE" || exit
        tell() { cat >"$1.partial" && mv "$1.partial" "$1"; }
        hear() { until [ -e answer ]; do sleep 0.01; done; read -r decision rest <answer; rm answer; }
        lr=$1 momentum=$2 x=1 v=0
        [ -z "$CLADE_CHECKPOINT" ] || read -r x v <"$CLADE_CHECKPOINT/state"
        printf 'lr=%s\nmomentum=%s\n' "$lr" "$momentum" | tell started
        while :; do
            set -- $(awk -v x="$x" -v v="$v" -v lr="$lr" -v momentum="$momentum" 'BEGIN {
                v = momentum * v - lr * 2 * x
                x += v
                printf "%.17g %.17g %.17g", x, v, x * x
            }')
            x=$1 v=$2
            echo "loss=$3" | tell report
            hear
            while [ "$decision" = save ]; do
                echo "$x $v" >"$rest/state"
                tell saved </dev/null
                hear
            done
            [ "$decision" = continue ] || exit 0
        done
        """;

    private const string Population = """
        name: small
        program:
          command: [sh, descent.sh, "${lr}", "${momentum}"]
          protocol: files
        space:
          lr: {log_uniform: [0.0001, 0.01]}
          momentum: {uniform: [0.1, 0.9]}
        objective: {minimize: loss}
        trials: 4
        seed: 4
        scheduler: {pbt: {perturbation_interval: 3, synchronous: true}}
        stop: {at_iteration: 9}
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_schedule_is_written_and_trains_to_the_same_score()
    {
        var found = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        Assert.True(found.Best.Schedule.Steps.Length > 1, "The best never changed its configuration.");
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("replay", "small", "--out", "schedule.json"));

        Assert.Contains("Stop = Stop.AtIteration(12)", cli.Out, StringComparison.Ordinal);
        Assert.Contains($"TrainingSchedule.Read(@\"{_folder["schedule.json"]}\")", cli.Out, StringComparison.Ordinal);
        var replayed = await SampleExperiment.RunAsync(SampleExperiment.Options(_folder) with
        {
            Name = "replayed",
            Trials = 1,
            Scheduler = new PopulationBasedTrainingReplay
            {
                Schedule = TrainingSchedule.Read(_folder["schedule.json"]).Steps,
            },
            Stop = Stop.AtIteration(12),
        });
        Assert.Equal(found.Best.Metric, replayed.Best.Metric, 12);
    }

    [Fact]
    public async Task Without_a_file_the_schedule_is_shown()
    {
        var found = await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("replay", "small"));

        Assert.Contains("from iteration", cli.Out, StringComparison.Ordinal);
        Assert.Contains($"TuneResult.Open(@\"{found.Folder}\")", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_found_there_is_nothing_to_replay()
    {
        await Assert.ThrowsAsync<CladeException>(() => SampleExperiment.RunAsync(
            SampleExperiment.Options(_folder) with { Trials = 1, MaxFailures = 0 },
            static _ => throw new InvalidOperationException("no")));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(2, await cli.RunAsync("replay", "small", "--out", "schedule.json"));

        Assert.Contains("no schedule to train along", cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["schedule.json"]));
    }

    [Fact]
    public async Task A_schedule_that_changes_is_trained_along_by_the_program_itself()
    {
        using var project = new ProjectFolder(Population);
        project.Write("descent.sh", Descent);
        using var cli = new Cli(project.Path);
        Assert.Equal(0, await cli.RunAsync("run", "--json", "--progress", "none"));
        var found = TuneResult.Open(project.FileOf("experiments", "small")).Best;
        Assert.True(found.Schedule.Steps.Length > 1, "The best never changed its configuration.");

        Assert.Equal(0, await cli.RunAsync("replay", "small", "--name", "again", "--json", "--progress", "none"));

        var replayed = TuneResult.Open(project.FileOf("experiments", "again"));
        Assert.Equal(found.Schedule.Steps, replayed.Best.Schedule.Steps);
        Assert.Equal(found.Metric, replayed.Best.Metric);
    }

    [Fact]
    public async Task One_configuration_is_replayed_by_a_program_that_can_not_save()
    {
        using var project = new ProjectFolder();
        using var run = new Cli(project.Path);
        Assert.Equal(0, await run.RunAsync("run", "--json", "--progress", "none"));
        var found = TuneResult.Open(project.FileOf("experiments", "small"));
        using var cli = new Cli(project.Path);

        Assert.Equal(0, await cli.RunAsync("replay", "small", "--json", "--progress", "none"));

        var replayed = TuneResult.Open(project.FileOf("experiments", "small-replay"));
        Assert.Equal(found.Best.Config, replayed.Best.Config);
        Assert.Equal(found.Best.Metric, replayed.Best.Metric);
        Assert.Equal(found.Best.Iteration, replayed.ReportCount);
        using var more = new Cli(project.Path);
        Assert.Equal(0, await more.RunAsync("resume", "small-replay", "--json", "--progress", "none"));
    }

    [Theory]
    [InlineData("--name has no effect", "--name", "other", "--out", "a.json")]
    [InlineData("--json has no effect", "--json")]
    public async Task What_would_be_ignored_is_refused(string says, params string[] options)
    {
        await SampleExperiment.RunAsync(SampleExperiment.Population(_folder));
        using var cli = new Cli(_folder.Path);

        Assert.Equal(2, await cli.RunAsync(["replay", "small", .. options]));

        Assert.Contains(says, cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["a.json"]));
    }
}
