using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Testing;

/// <summary>Workers on a virtual clock. They speak to the driver by events, late, twice or not at all.</summary>
/// <param name="simulation">What is simulated.</param>
/// <param name="clock">When things happen.</param>
/// <param name="disk">Where checkpoints go.</param>
/// <param name="dice">Says what goes wrong.</param>
/// <param name="deliver">Takes what the driver is to see.</param>
internal sealed class VirtualHost(
    Simulation simulation, VirtualClock clock, VirtualDisk disk, FaultDice dice, Action<ExperimentEvent> deliver)
{
    private static readonly TimeSpan StartUp = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(0.1);
    private static readonly double[] Broken = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private readonly Dictionary<(TrialId, int), VirtualAttempt> _attempts = [];

    /// <summary>An answer tells the training function that its report is durable.</summary>
    private readonly List<Answer> _answers = [];

    public VirtualTraining Training { get; set; } = simulation.Training;

    /// <summary>The metric that each trial reported last.</summary>
    public Dictionary<TrialId, double> LastMetric { get; } = [];

    /// <summary>Requires every report that was answered since the last time to be in a journal read back.</summary>
    public void RequireAnswersKept(VirtualJournal journal)
    {
        foreach (var answer in _answers)
        {
            if (journal.HoldsReport(answer.Trial, answer.Attempt, answer.Sequence)) continue;
            throw new InvariantViolationException(
                $"Report {answer.Sequence} of attempt {answer.Attempt} of trial {answer.Trial} was answered, but is " +
                "lost.");
        }

        _answers.Clear();
    }

    public void Execute(Command command)
    {
        switch (command)
        {
            case StartAttempt start:
                RequireNoOther(start.Trial);
                var attempt = new VirtualAttempt(start);
                _attempts.Add((start.Trial, start.Attempt), attempt);
                Plan(attempt, StartUp, () => Begin(attempt));
                break;
            case Answer answer:
                _answers.Add(answer);
                if (_attempts.TryGetValue((answer.Trial, answer.Attempt), out var answered))
                {
                    Plan(answered, Latency, () => Obey(answered, answer));
                }

                break;
            case KillAttempt kill when _attempts.TryGetValue((kill.Trial, kill.Attempt), out var killed):
                Die(killed, kill.Reason, kill.Kind);
                break;
            case DeleteCheckpoint delete:
                disk.Delete(delete.Checkpoint);
                break;
        }
    }

    /// <summary>The driver was killed: its workers die with it, and what they had said is lost.</summary>
    public void KillAll()
    {
        foreach (var attempt in _attempts.Values) attempt.IsDead = attempt.IsGone = true;
        _attempts.Clear();
    }

    private void RequireNoOther(TrialId trial)
    {
        foreach (var (other, number) in _attempts.Keys)
        {
            if (other != trial) continue;
            throw new InvariantViolationException($"Trial {trial} is started while its attempt {number} is alive.");
        }
    }

    private void Begin(VirtualAttempt attempt)
    {
        var order = attempt.Order;
        if (order.Checkpoint is { } id)
        {
            // Another trial may have found the damage just before, and then it is not there any more.
            if (disk.Damaged.Contains(id))
            {
                End(attempt, new CheckpointDamaged(clock.Now, order.Trial, order.Attempt, id, "a bit is flipped"));
                return;
            }

            if (!disk.Checkpoints.TryGetValue(id, out var checkpoint))
            {
                throw new InvariantViolationException($"Trial {order.Trial} starts from {id}, which was deleted.");
            }

            Require(
                checkpoint.Iteration == order.Iteration, attempt, "starts at another iteration than its checkpoint's");
            attempt.Weights = order.Restart is { } restart
                ? Training.Restart(checkpoint.Weights, FreshWeights(order), restart)
                : checkpoint.Weights;
        }
        else
        {
            Require(order.Iteration == 0, attempt, $"starts from scratch at iteration {order.Iteration}");
            Require(order.Restart is null, attempt, "is to restart what was never trained");
            attempt.Weights = FreshWeights(order);
        }

        attempt.Iteration = order.Iteration;
        Send(attempt, new AttemptStarted(clock.Now, order.Trial, order.Attempt, order.Config));
        TrainOne(attempt);
    }

    private ImmutableArray<double> FreshWeights(StartAttempt order) =>
        Training.Start(order.Config, (int)(order.Seed & int.MaxValue));

    private void TrainOne(VirtualAttempt attempt)
    {
        var time = Training.IterationTime(attempt.Order.Trial, attempt.Order.Config);
        Plan(attempt, time, () =>
        {
            if (attempt.Iteration == Training.ReturnsAfter)
            {
                End(attempt, Ended(attempt, AttemptOutcome.Completed));
                return;
            }

            attempt.Weights = Training.Train(attempt.Weights, attempt.Order.Config);
            attempt.Iteration++;
            ReportOrFail(attempt);
        });
    }

    private void ReportOrFail(VirtualAttempt attempt)
    {
        if (dice.Strikes(FaultKind.Throw)) End(attempt, Ended(attempt, AttemptOutcome.Failed, "thrown"));
        else if (dice.Strikes(FaultKind.LoseWorker)) Die(attempt, "killed by SIGKILL");
        else if (!dice.Strikes(FaultKind.Hang))
        {
            // It is noticed from outside, and what it reports until it is ended counts.
            if (dice.Strikes(FaultKind.ExceedMemory))
            {
                Deliver(attempt, new MemoryExceeded(
                    clock.Now, attempt.Order.Trial, attempt.Order.Attempt, Bytes: 2, LimitBytes: 1), Latency);
            }

            Report(attempt);
        }
    }

    private void Report(VirtualAttempt attempt)
    {
        var metrics = Training.Measure(attempt.Weights);
        if (dice.Strikes(FaultKind.NaN))
        {
            var broken = Broken[(int)(dice.Severity(FaultKind.NaN) * Broken.Length)];
            metrics = new Metrics(metrics.Select(metric => KeyValuePair.Create(metric.Key, broken)));
        }

        LastMetric[attempt.Order.Trial] =
            metrics.TryGetValue(simulation.Objective.Metric, out var metric) ? metric : double.NaN;
        Send(attempt, new Reported(
            clock.Now, attempt.Order.Trial, attempt.Order.Attempt, ++attempt.Sequence, metrics,
            Training.CanSave(attempt.Iteration)));
    }

    private void Obey(VirtualAttempt attempt, Answer answer)
    {
        Require(answer.Sequence == attempt.Sequence, attempt, $"got an answer to report {answer.Sequence}");
        switch (answer.Kind)
        {
            case ReplyKind.Continue:
                TrainOne(attempt);
                break;
            case ReplyKind.Save:
                Plan(attempt, SaveTime(attempt), () => Save(attempt, answer));
                break;
            default:
                End(attempt, Ended(attempt, AttemptOutcome.Left));
                break;
        }
    }

    private void Save(VirtualAttempt attempt, Answer answer)
    {
        if (dice.Strikes(FaultKind.SaveThrows))
        {
            End(attempt, Ended(attempt, AttemptOutcome.Failed, "save threw"));
            return;
        }

        var dies = dice.Strikes(FaultKind.LoseWorker);
        if (dies && dice.Severity(FaultKind.LoseWorker) < 0.5)
        {
            Die(attempt, "killed by SIGKILL while it saved");
            return;
        }

        var id = answer.Checkpoint!.Value;
        Require(
            id == new CheckpointId(attempt.Order.Trial, attempt.Order.Attempt, attempt.Iteration), attempt,
            $"is to save under {id}");
        disk.Publish(id, new VirtualCheckpoint(attempt.Weights, attempt.Order.Config, attempt.Iteration));
        if (dice.Strikes(FaultKind.DamageCheckpoint)) disk.Damaged.Add(id);
        if (dies)
        {
            Die(attempt, "killed by SIGKILL once it had saved");
            return;
        }

        Send(attempt, new CheckpointSaved(
            clock.Now, attempt.Order.Trial, attempt.Order.Attempt, attempt.Sequence, Bytes: 8));
    }

    private TimeSpan SaveTime(VirtualAttempt attempt)
    {
        var time = Training.SaveTime(attempt.Order.Trial);
        return dice.Strikes(FaultKind.SlowSave)
            ? time + TimeSpan.FromSeconds(20 * dice.Severity(FaultKind.SlowSave))
            : time;
    }

    private AttemptEnded Ended(
        VirtualAttempt attempt, AttemptOutcome outcome, string? message = null, string kind = "Thrown") => new(
        clock.Now, attempt.Order.Trial, attempt.Order.Attempt, outcome,
        message is null ? null : new TrialError(kind, message));

    private void Die(VirtualAttempt attempt, string reason, string? kind = null) =>
        End(attempt, Ended(attempt, AttemptOutcome.Lost, reason, kind ?? TrialError.WorkerLost));

    // The end of a worker comes after all that it said, and only once: the driver sees it at the worker itself.
    private void End(VirtualAttempt attempt, ExperimentEvent end)
    {
        attempt.IsDead = true;
        var delay = attempt.QuietFrom > clock.Now ? attempt.QuietFrom - clock.Now + Latency : Latency;
        clock.After(delay, () =>
        {
            if (_attempts.Remove((attempt.Order.Trial, attempt.Order.Attempt))) deliver(end with { Time = clock.Now });
        });
    }

    private void Send(VirtualAttempt attempt, ExperimentEvent message)
    {
        var delay = Latency;
        if (dice.Strikes(FaultKind.Delay)) delay += TimeSpan.FromSeconds(2 * dice.Severity(FaultKind.Delay));
        if (dice.Strikes(FaultKind.Reorder)) delay *= 1 + (10 * dice.Severity(FaultKind.Reorder));
        // What one worker says stays in order, whatever the delay.
        var due = clock.Now + delay;
        if (due < attempt.QuietFrom) due = attempt.QuietFrom;
        attempt.QuietFrom = due;
        Deliver(attempt, message, due - clock.Now);
        if (dice.Strikes(FaultKind.Duplicate))
        {
            Deliver(
                attempt, message, due - clock.Now + TimeSpan.FromSeconds(3 * dice.Severity(FaultKind.Duplicate)));
        }
    }

    private void Deliver(VirtualAttempt attempt, ExperimentEvent message, TimeSpan delay) => clock.After(delay, () =>
    {
        if (!attempt.IsGone) deliver(message with { Time = clock.Now });
    });

    private void Plan(VirtualAttempt attempt, TimeSpan delay, Action action) => clock.After(delay, () =>
    {
        if (!attempt.IsDead) action();
    });

    private static void Require(bool condition, VirtualAttempt attempt, string what)
    {
        if (!condition) throw new InvariantViolationException($"Trial {attempt.Order.Trial} {what}.");
    }

    private sealed class VirtualAttempt(StartAttempt order)
    {
        public StartAttempt Order { get; } = order;

        public ImmutableArray<double> Weights { get; set; }

        public long Iteration { get; set; }

        public long Sequence { get; set; }

        public bool IsDead { get; set; }

        /// <summary>When all that it has said so far has come to the driver.</summary>
        public DateTimeOffset QuietFrom { get; set; }

        /// <summary>
        /// Its driver was killed. A duplicate may come after an attempt's end, but not to another driver.
        /// </summary>
        public bool IsGone { get; set; }
    }
}
