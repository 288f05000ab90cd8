using System.Collections.Concurrent;
using System.Collections.Immutable;
using Clade.Checkpoints;
using Clade.Experiments;
using Clade.Trials;

namespace Clade.Workers;

/// <summary>
/// Runs every attempt on a thread of this process: for objectives of microseconds, and for debugging.
/// </summary>
/// <remarks>
/// A crash in native code takes the whole program, devices are not separated, and a training function that hangs can
/// be given up but not ended.
/// </remarks>
internal sealed class InProcessHost(
    TrainingFunction function, CheckpointStore checkpoints, TimeProvider clock, Action<ExperimentEvent> post)
    : ITrialHost
{
    private readonly ConcurrentDictionary<(TrialId, int), Link> _attempts = new();

    public string? PrivateFolder => null;

    public IReadOnlyList<string> Limitations =>
        ["Trials share this process: CPU affinity, visible GPUs and memory are not enforced for each of them."];

    public IReadOnlyList<ServingProcess>? Serving => null;

    public void Start(StartAttempt command)
    {
        var link = new Link(this, command);
        _attempts[(command.Trial, command.Attempt)] = link;
        new Thread(() => Serve(command, link))
        {
            IsBackground = true,
            Name = $"Clade trial {command.Trial}",
        }.Start();
    }

    public void Answer(Answer command)
    {
        if (_attempts.TryGetValue((command.Trial, command.Attempt), out var link))
        {
            link.Deliver(new AttemptAnswer(command.Kind, command.Checkpoint, command.LearningRateFactor));
        }
    }

    public void Kill(KillAttempt command)
    {
        if (!_attempts.TryRemove((command.Trial, command.Attempt), out var link)) return;

        // A thread can't be ended from outside; it is left behind, and its next report ends it.
        post(new AttemptEnded(
            clock.GetUtcNow(), command.Trial, command.Attempt, AttemptOutcome.Lost,
            new TrialError(command.Kind ?? TrialError.WorkerLost, command.Reason)));
        link.Abandon();
    }

    public void RetireIdle()
    {
    }

    public ValueTask DisposeAsync()
    {
        foreach (var link in _attempts.Values) link.Abandon();
        _attempts.Clear();
        return ValueTask.CompletedTask;
    }

    private void Serve(StartAttempt command, Link link)
    {
        AttemptResult result;
        try
        {
            result = AttemptRunner.Run(AttemptOrder.From(command), function, checkpoints, link);
        }
        catch (ChannelClosedException)
        {
            return;
        }

        if (!_attempts.TryRemove((command.Trial, command.Attempt), out _)) return;

        link.Dispose();
        post(AttemptEvents.Of(result, command, clock.GetUtcNow()));
    }

    private sealed class Link(InProcessHost host, StartAttempt command) : IAttemptLink, IDisposable
    {
        private readonly BlockingCollection<AttemptAnswer> _answers = [];
        private readonly CancellationTokenSource _abandoned = new();
        private readonly Lock _lock = new();
        private bool _isOver;

        public CancellationToken CancellationToken => _abandoned.Token;

        public void Started(Configuration inForce) =>
            host.Post(time => new AttemptStarted(time, command.Trial, command.Attempt, inForce));

        public AttemptAnswer Report(
            long sequence, Metrics metrics, bool canSave, ImmutableArray<string>? unread)
        {
            host.Post(time => new Reported(
                time, command.Trial, command.Attempt, sequence, metrics, canSave, unread));
            return Await();
        }

        public AttemptAnswer Saved(long sequence, long bytes)
        {
            host.Post(time => new CheckpointSaved(time, command.Trial, command.Attempt, sequence, bytes));
            return Await();
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _isOver = true;
                _answers.Dispose();
                _abandoned.Dispose();
            }
        }

        // The training function may have returned without waiting for the answer to its last report.
        public void Deliver(AttemptAnswer answer)
        {
            lock (_lock)
            {
                if (!_isOver) _answers.Add(answer);
            }
        }

        // Not here and now: what the user registered on the token must not run on the driver's thread.
        public void Abandon()
        {
            lock (_lock)
            {
                if (!_isOver) _ = _abandoned.CancelAsync();
            }
        }

        private AttemptAnswer Await()
        {
            try
            {
                return _answers.Take(_abandoned.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                throw new ChannelClosedException();
            }
        }
    }

    private void Post(Func<DateTimeOffset, ExperimentEvent> create) => post(create(clock.GetUtcNow()));
}
