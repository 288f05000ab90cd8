using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Clade.Experiments;
using CsCheck;

namespace Clade.Tests.Storage;

public sealed class JournalJsonTests
{
    [Fact]
    public void Every_event_reads_back_as_it_was_written()
    {
        var met = new ConcurrentDictionary<Type, int>();

        JournalGenerators.Events.Sample(
            happened =>
            {
                met.AddOrUpdate(happened.GetType(), 1, static (_, n) => n + 1);
                var utf8 = JournalJson.WriteEvent(happened);
                Assert.Equal(Structure.Of(happened), Structure.Of(JournalJson.ReadEvent(utf8)));
                Assert.Contains($"\"{JournalJson.KindOf(happened)}\"", Encoding.UTF8.GetString(utf8));
            },
            iter: 4_000);

        AssertMetAll(JournalJson.EventKinds.Keys, typeof(ExperimentEvent), met);
    }

    [Fact]
    public void Every_command_reads_back_as_it_was_written()
    {
        var met = new ConcurrentDictionary<Type, int>();

        JournalGenerators.Commands.Array[0, 4].Sample(
            commands =>
            {
                foreach (var command in commands) met.AddOrUpdate(command.GetType(), 1, static (_, n) => n + 1);
                var read = JournalJson.ReadCommands(JournalJson.WriteCommands([.. commands]));
                Assert.Equal(Structure.Of(commands), Structure.Of(read));
            },
            iter: 4_000);

        AssertMetAll(JournalJson.CommandKinds.Keys, typeof(Command), met);
    }

    [Fact]
    public void Every_state_reads_back_as_it_was_written()
    {
        var rich = 0;

        JournalGenerators.States.Sample(
            state =>
            {
                var utf8 = JournalJson.WriteState(state);
                var read = JournalJson.ReadState(utf8);
                Assert.Equal(Structure.Of(state), Structure.Of(read));
                Assert.Equal(utf8, JournalJson.WriteState(read));
                if (state.Checkpoints.Count > 1
                    && state.Trials.Any(static t => t is { Attempt: not null, Ready: not null }))
                {
                    Interlocked.Increment(ref rich);
                }
            },
            iter: 1_000);

        Assert.True(rich > 50, $"The generator is too tame: {rich} states with checkpoints and attempts.");
    }

    [Fact]
    public void Equal_states_give_equal_bytes_whatever_their_history()
    {
        var ids = Enumerable.Range(0, 300).Select(static i => new CheckpointId(new TrialId(i % 7), 0, i)).ToArray();
        var checkpoint = new CheckpointState(Configuration.Empty, 0, 1, new Score(1), 10, 1);

        var forth = ids.Aggregate(ExperimentState.Empty.Checkpoints, (all, id) => all.Add(id, checkpoint));
        var back = ids.Reverse().Aggregate(ExperimentState.Empty.Checkpoints, (all, id) => all.Add(id, checkpoint))
            .Add(new CheckpointId(new TrialId(99), 0, 1), checkpoint).Remove(new CheckpointId(new TrialId(99), 0, 1));

        Assert.Equal(
            JournalJson.WriteState(ExperimentState.Empty with { Checkpoints = forth }),
            JournalJson.WriteState(ExperimentState.Empty with { Checkpoints = back }));
    }

    [Fact]
    public void The_text_is_for_people_too()
    {
        var time = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var reported = new Reported(
            time, new TrialId(3), 1, 12, new Metrics([new("loss", 0.25), new("bad", double.NaN)]), CanSave: true);
        ImmutableArray<Command> commands =
        [
            new Answer(
                new TrialId(3), 1, 12, ReplyKind.Save, new CheckpointId(new TrialId(3), 1, 20), SavePurpose.Yield),
            new Warn("time", "×1.2 > \"1\"", new TrialId(3)),
        ];

        Assert.Equal(
            """{"$type":"reported","trial":3,"attempt":1,"sequence":12,"metrics":{"loss":0.25,"bad":"NaN"}""" +
            ""","can_save":true,"time":"2025-01-02T03:04:05+00:00"}""",
            Encoding.UTF8.GetString(JournalJson.WriteEvent(reported)));
        Assert.Equal(
            """[{"$type":"answer","trial":3,"attempt":1,"sequence":12""" +
            ""","kind":"save","checkpoint":"trial-3-attempt-1-iteration-20","purpose":"yield","end":null""" +
            ""","learning_rate_factor":1},{"$type":"warn","code":"time","message":"×1.2 > \"1\"","trial":3}]""",
            Encoding.UTF8.GetString(JournalJson.WriteCommands(commands)));
    }

    [Fact]
    public void A_lone_surrogate_in_an_error_message_is_written_as_a_replacement_character()
    {
        var failed = new AttemptEnded(
            DateTimeOffset.UnixEpoch, new TrialId(0), 0, AttemptOutcome.Failed, new TrialError("E", "cut \uD83D"));

        var read = (AttemptEnded)JournalJson.ReadEvent(JournalJson.WriteEvent(failed));

        Assert.Equal("cut \uFFFD", read.Error!.Message);
    }

    [Theory]
    [InlineData("""{"$type":"time_passed"}""")]
    [InlineData("""{"$type":"time_passed","time":"2025-01-02T03:04:05+00:00","more":1}""")]
    [InlineData("""{"$type":"unheard_of","time":"2025-01-02T03:04:05+00:00"}""")]
    [InlineData("""{"time":"2025-01-02T03:04:05+00:00"}""")]
    [InlineData("""{"$type":"stop_requested","time":"2025-01-02T03:04:05+00:00","reason":null}""")]
    [InlineData(
        """{"$type":"reported","trial":0,"attempt":0,"sequence":1,"metrics":{"a":1,"a":2},"can_save":true""" +
        ""","time":"2025-01-02T03:04:05+00:00"}""")]
    [InlineData(
        """{"$type":"attempt_ended","trial":0,"attempt":0,"outcome":2,"error":null""" +
        ""","time":"2025-01-02T03:04:05+00:00"}""")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    public void What_this_version_would_not_have_written_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => JournalJson.ReadEvent(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""[{"$type":"delete_checkpoint","checkpoint":"trial-1"}]""")]
    [InlineData("""[{"$type":"hold"}]""")]
    public void Commands_that_this_version_would_not_have_written_are_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => JournalJson.ReadCommands(Encoding.UTF8.GetBytes(json)));

    private static void AssertMetAll(IEnumerable<Type> known, Type root, ConcurrentDictionary<Type, int> met)
    {
        var all = root.Assembly.GetTypes().Where(t => t.IsSubclassOf(root)).Select(static t => t.Name).Order();
        Assert.Equal(all, known.Select(static t => t.Name).Order());
        Assert.Equal(all, met.Keys.Select(static t => t.Name).Order());
        Assert.True(met.Values.Min() > 50, "The generator favours some kinds too much.");
    }
}
