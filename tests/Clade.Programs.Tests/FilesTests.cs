namespace Clade.Programs.Tests;

/// <summary>Programs that take part by files.</summary>
public sealed class FilesTests : IDisposable
{
    private const string Functions =
        """
        cd "$CLADE_EXCHANGE"
        tell() { cat >"$1.partial" && mv "$1.partial" "$1"; }
        hear() { until [ -e answer ]; do sleep 0.01; done; read -r decision rest <answer; rm answer; }

        """;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private TrainingProgram Shell(string script, params string[] arguments) =>
        _place.Shell(Functions + script, arguments) with { Protocol = ProgramProtocol.Files };

    [Fact]
    public async Task A_program_gets_all_that_there_is_to_know()
    {
        var program = Shell(
            """
            [ "$1" = "$CLADE_EXCHANGE" ] && [ "$CLADE_CONFIG" = "$CLADE_EXCHANGE/config.json" ] && echo same
            echo "[$CLADE_CHECKPOINT] $CLADE_TRIAL $CLADE_ITERATION $CLADE_SEED $CLADE_LEARNING_RATE_FACTOR"
            cat attempt.json; echo
            cp config.json started.partial; mv started.partial started
            echo '{"score": 1, "loss": NaN}' | tell report
            hear
            [ "$decision" = save ] && echo saved > "$rest/weights" && tell saved </dev/null && hear
            echo "$decision $rest"
            """, "${exchange}");

        var result = await Programs.RunAsync(program, _place.Options);

        var output = Workplace.ReadLog(result, "stdout.log").Split('\n');
        var seed = (int)(result.Trials[0].Seed & int.MaxValue);
        Assert.Equal(("same", $"[] 0 0 {seed} 1", "continue 1"), (output[0], output[1], output[3]));
        Assert.Contains($"\"checkpoint\":null,\"iteration\":0,\"trial_time\":0,\"seed\":{seed}", output[2],
            StringComparison.Ordinal);
        Assert.True(double.IsNaN(Assert.Single(result.Reports()).Metrics["loss"]));
        Assert.Equal("saved\n", File.ReadAllText(Path.Combine(result.Best.CheckpointFolder!, "weights")));
    }

    [Fact]
    public async Task Another_configuration_in_force_fails_the_attempt_and_names_both()
    {
        var message = await Programs.FailureOfAsync(Shell("echo lr=0.5 | tell started; sleep 1000000"), _place.Options);
        Assert.Contains("configuration not in force", message, StringComparison.Ordinal);
        Assert.Matches(@"'lr' is 0\.5 in the program and 0\.\d+ in the trial", message);
    }

    [Fact]
    public async Task A_configuration_that_is_not_said_in_full_fails_the_attempt()
    {
        var message = await Programs.FailureOfAsync(
            Shell("echo '{\"rate\": 0.5}' | tell started; sleep 1000000"), _place.Options);
        Assert.Contains("does not say 'lr'", message, StringComparison.Ordinal);
        Assert.Contains("says 'rate', which the trial has not", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo score=1 | tell report; sleep 1000000", "sent 'report' where it had to confirm")]
    [InlineData("echo \"lr=$1\" | tell started; exit 0", "reported nothing")]
    [InlineData("exit 0", "without having confirmed its configuration")]
    [InlineData("echo oops >&2; exit 4", "exited with code 4. The last that it printed to its standard error: oops")]
    [InlineData("echo '{' | tell started; sleep 1000000", "confirmation can't be read: '{'")]
    [InlineData("echo \"lr=$1\" | tell started; echo x | tell report; sleep 1000000", "report has no metric: 'x'")]
    [InlineData(
        "echo \"lr=$1\" | tell started; head -c 70000 /dev/zero | tell report; sleep 1000000", "70000 bytes long")]
    [InlineData(
        "echo \"lr=$1\" | tell started; echo score=1 | tell report; hear; tell saved </dev/null; sleep 1000000",
        "the folder that it was told to save into is empty")]
    [InlineData(
        "echo \"lr=$1\" | tell started; echo score=1 | tell report; hear; echo score=2 | tell report; sleep 1000000",
        "sent 'report' where it had to save")]
    public async Task What_breaks_the_protocol_is_named(string script, string reason) => Assert.Contains(
        reason,
        await Programs.FailureOfAsync(
            Shell(script, "${lr}") with { TerminationGrace = TimeSpan.FromSeconds(2) }, _place.Options),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_report_can_come_without_a_way_to_save_and_right_before_the_end()
    {
        var program = Shell(
            "echo \"lr=$1\" | tell started; printf 'score=2 can_save=0' | tell report; hear; echo \"$decision\"\n" +
            "echo score=3 can_save=0 | tell report", "${lr}");

        var result = await Programs.RunAsync(program, _place.Options);

        Assert.Equal([2.0, 3.0], result.Reports().Select(static report => report.Metrics["score"]));
        Assert.Equal("continue\n", Workplace.ReadLog(result, "stdout.log"));
        Assert.All(result.Reports(), static report => Assert.Equal(["score"], report.Metrics.Keys));
    }

    [Fact]
    public async Task A_program_that_does_not_leave_is_killed_with_its_children()
    {
        var program = Shell(
            """
            trap '' TERM
            sleep 1000000 & echo "process $$, process $!"
            echo "lr=$1" | tell started
            echo score=1 can_save=0 | tell report; hear; echo "$decision"
            while :; do sleep 1; done
            """, "${lr}") with
        { TerminationGrace = TimeSpan.FromSeconds(0.3) };

        var result = await Programs.RunAsync(program, _place.Options with
        {
            Stop = Stop.AtIteration(1),
            Trials = 2,
            MaxConcurrentTrials = 1,
        });

        var output = Workplace.ReadLog(result, "stdout.log");
        Assert.Contains("stop\n", output, StringComparison.Ordinal);
        Assert.All(result.Trials, static trial => Assert.Equal((1, 0), (trial.Iteration, trial.LostWorkers)));
        Assert.Equal(2, Programs.ProcessesIn(output).Length);
        Assert.Empty(Programs.Living(Programs.ProcessesIn(output)));
    }
}
