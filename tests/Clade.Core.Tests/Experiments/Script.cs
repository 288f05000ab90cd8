using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>
/// Plays workers by hand: a test says what a trial reports, and reads the answer as a letter. C continue, Y yield,
/// S stop, X exploited, H held without an answer, F the experiment failed.
/// </summary>
internal sealed class Script
{
    private readonly int _slots;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public Script(ExperimentSettings settings, int slots)
    {
        _slots = slots;
        Settings = settings;
        Open(settings);
    }

    public ExperimentSettings Settings { get; private set; }

    public ExperimentState State { get; private set; } = ExperimentState.Empty;

    /// <summary>Every command so far.</summary>
    public List<Command> Commands { get; } = [];

    public IEnumerable<ExploitRecord> Exploits => Commands.OfType<ExploitDonor>().Select(e => e.Record);

    public IEnumerable<Warn> Warnings => Commands.OfType<Warn>();

    /// <summary>The trials with a live attempt, in the order of their last start.</summary>
    public int[] Running => [.. State.Live.Select(id => id.Value)];

    /// <summary>The score recorded for each trial at its last ready point, as the metric says it.</summary>
    public double[] Scores => [.. State.Trials.Select(t => t.Ready?.Score.Value ?? double.NaN)];

    /// <summary>A trial reports time t and metric v; a checkpoint that is asked for is saved at once.</summary>
    public char Report(int trial, double t, double v, bool canSave = true) => Report(
        trial, new Metrics([new("t", t), new(Settings.Objective.Metric, v)]), canSave);

    public char Report(int trial, Metrics metrics, bool canSave = true, string[]? unread = null)
    {
        var id = new TrialId(trial);
        var attempt = State[id].Attempt ?? throw new InvalidOperationException($"Trial {trial} does not run.");
        var first = Commands.Count;
        Happen(new Reported(
            _now, id, attempt.Number, attempt.Sequence + 1, metrics, canSave, unread?.ToImmutableArray()));
        if (LastAnswer(id, first) is { Kind: ReplyKind.Save }) Save(trial);
        return Letter(id, first);
    }

    public void Save(int trial)
    {
        var id = new TrialId(trial);
        var attempt = State[id].Attempt!;
        Happen(new CheckpointSaved(_now, id, attempt.Number, attempt.Sequence, Bytes: 1));
    }

    /// <summary>A driver opens the experiment, perhaps under other options than the one before.</summary>
    public void Open(ExperimentSettings settings)
    {
        Settings = settings;
        Happen(new Opened(
            _now,
            new MachineResources(
                [.. Enumerable.Range(0, _slots)], [], 0, ImmutableSortedDictionary<string, long>.Empty),
            ExperimentSetup.Of(settings)));
    }

    public void Return(int trial, params string[] unread)
    {
        var id = new TrialId(trial);
        Happen(new AttemptEnded(
            _now, id, State[id].Attempt!.Number, AttemptOutcome.Completed, null,
            unread.Length == 0 ? null : unread.ToImmutableArray()));
    }

    public void Fail(int trial, string message = "boom")
    {
        var id = new TrialId(trial);
        Happen(new AttemptEnded(
            _now, id, State[id].Attempt!.Number, AttemptOutcome.Failed, new TrialError("Exception", message)));
    }

    public void Lose(int trial)
    {
        var id = new TrialId(trial);
        Happen(new AttemptEnded(
            _now, id, State[id].Attempt!.Number, AttemptOutcome.Lost,
            new TrialError(TrialError.WorkerLost, "SIGKILL")));
    }

    /// <summary>The sampler answers what it was asked last.</summary>
    public void Propose(TimeSpan took, int? trial = null, string? mistake = null, bool isLast = false)
    {
        var asked = Commands.OfType<RequestProposal>().Last();
        var config = isLast || mistake is not null
            ? null
            : Proposals.Compute(Settings, State, asked, new SamplerMemory()).Config;
        Happen(new Proposed(_now, trial is { } id ? new TrialId(id) : asked.Trial, config, mistake, took));
    }

    public void Pass(TimeSpan time)
    {
        _now += time;
        Happen(new TimePassed(_now));
    }

    public void Happen(ExperimentEvent happened)
    {
        _now += TimeSpan.FromMilliseconds(1);
        var result = Experiment.Step(Settings, State, happened with { Time = _now });
        State = result.State;
        Commands.AddRange(result.Commands);

        // Workers that are told to leave do so, and those that are started begin, at once.
        foreach (var command in result.Commands)
        {
            switch (command)
            {
                case Answer { Kind: ReplyKind.Yield or ReplyKind.Stop } leave:
                    Happen(new AttemptEnded(_now, leave.Trial, leave.Attempt, AttemptOutcome.Left, null));
                    break;
                case StartAttempt start:
                    Happen(new AttemptStarted(_now, start.Trial, start.Attempt, start.Config));
                    break;
                case KillAttempt kill:
                    Happen(new AttemptEnded(
                        _now, kill.Trial, kill.Attempt, AttemptOutcome.Lost,
                        new TrialError(kill.Kind ?? TrialError.WorkerLost, kill.Reason)));
                    break;
            }
        }
    }

    private Answer? LastAnswer(TrialId trial, int first) =>
        Commands.Skip(first).OfType<Answer>().LastOrDefault(answer => answer.Trial == trial);

    private char Letter(TrialId trial, int first)
    {
        if (State.Status == ExperimentStatus.Failed) return 'F';
        if (Commands.Skip(first).OfType<ExploitDonor>().Any(e => e.Record.Victim == trial)) return 'X';

        return LastAnswer(trial, first)?.Kind switch
        {
            ReplyKind.Continue => 'C',
            ReplyKind.Yield => 'Y',
            ReplyKind.Stop => 'S',
            _ => 'H',
        };
    }
}
