using System.Runtime.ExceptionServices;
using Clade.Checkpoints;
using Clade.Experiments;
using Clade.Storage;
using Clade.Workers;

namespace Clade.Driver;

/// <summary>
/// The loop at the heart of a run: takes events in, lets the experiment decide, writes both down, and only then acts.
/// </summary>
internal sealed class ExperimentDriver : IAsyncDisposable
{
    /// <summary>Events that go into one transaction at most.</summary>
    private const int BatchMax = 1000;

    /// <summary>Timers can't wait for months: the alarm rings in between and is set again.</summary>
    private static readonly TimeSpan AlarmMax = TimeSpan.FromDays(1);

    private readonly EventQueue _queue = new();
    private readonly ExperimentSettings _settings;
    private readonly ExperimentStore _store;
    private readonly CheckpointStore _checkpoints;
    private readonly TimeProvider _clock;
    private readonly ITimer _alarm;
    private DateTimeOffset? _alarmAt;

    // These belong to the thread whose turn it is.
    private readonly List<ExperimentEvent> _events = [];
    private readonly List<JournalEntry> _batch = [];
    private ITrialHost? _host;
    private ExceptionDispatchInfo? _failure;
    private Task _deleting = Task.CompletedTask;
    private Task _proposing = Task.CompletedTask;
    private readonly SamplerMemory _memory = new();

    public ExperimentDriver(
        ExperimentSettings settings, ExperimentStore store, CheckpointStore checkpoints, TimeProvider clock,
        ExperimentState state)
    {
        (_settings, _store, _checkpoints, _clock, State) = (settings, store, checkpoints, clock, state);
        _alarm = clock.CreateTimer(
            static driver => ((ExperimentDriver)driver!).Ring(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>After each batch: the new state and what led to it.</summary>
    public event Action<ExperimentState, IReadOnlyList<JournalEntry>>? Advanced;

    public ExperimentState State { get; private set; }

    /// <summary>What to type to go on, for messages.</summary>
    public required string HowToResume { get; init; }

    /// <summary>Takes an event in; from any thread.</summary>
    public void Post(ExperimentEvent happened)
    {
        if (!_queue.Add(happened)) return;

        Advance();
        _queue.EndTurn();
    }

    /// <summary>Asks for an orderly end; from any thread.</summary>
    public void RequestStop(string reason) => Post(new StopRequested(_clock.GetUtcNow(), reason));

    /// <summary>
    /// Ends now, as if the driver had been killed: nothing more is decided, and a resume goes on from what is stored.
    /// From any thread.
    /// </summary>
    public void Abandon(string reason)
    {
        _failure ??= ExceptionDispatchInfo.Capture(new OperationCanceledException(
            $"The experiment was ended at once ({reason}). Everything reported is in {_store.Folder.Path}: go on " +
            $"with {HowToResume}."));
        _queue.Close();
    }

    /// <summary>Runs until the experiment ends or is interrupted.</summary>
    /// <exception cref="StoreException">
    /// The store can't be written: workers are stopped by the host's disposal.
    /// </exception>
    /// <param name="host">Serves trials.</param>
    /// <param name="machine">What may be handed out.</param>
    /// <param name="memory">How much memory the machine has left.</param>
    /// <param name="cancellationToken">Stops orderly.</param>
    public Task RunAsync(
        ITrialHost host, MachineResources machine, MemoryLevel memory, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => Run(host, machine, memory, cancellationToken), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Removes what no worker saves any more and nothing refers to; once the workers are gone.</summary>
    public void CollectGarbage() => Try(() => _checkpoints.CollectGarbage(State.Checkpoints.Keys.ToHashSet()));

    public ValueTask DisposeAsync() => _alarm.DisposeAsync();

    private void Run(
        ITrialHost host, MachineResources machine, MemoryLevel memory, CancellationToken cancellationToken)
    {
        _host = host;
        // The opening comes first, whatever was posted before: a request to stop must not be forgotten by it.
        _batch.Add(Step(OpenedNow(machine, memory)));
        using var registration = cancellationToken.Register(() => RequestStop("it was cancelled"));
        do Advance();
        while (_queue.AwaitTurn());

        Task.WaitAll([_deleting, _proposing], CancellationToken.None);
        _failure?.Throw();
        _store.Sync();
    }

    // Runs on whatever thread has the turn: a failure ends the experiment, not that thread.
    private void Advance()
    {
        try
        {
            _queue.Take(_events, BatchMax);
            foreach (var happened in _events)
            {
                RequireStorage(happened);
                _batch.Add(Step(happened));
            }

            _store.Append(_batch);
            foreach (var entry in _batch)
            {
                Execute(_host!, entry);
                if (entry.Event is AttemptEnded { Outcome: AttemptOutcome.Lost } lost) ClearUp(lost);
            }

            Advanced?.Invoke(State, _batch);
            _batch.Clear();
            SetAlarm();
            if (State.Status != ExperimentStatus.Running) _queue.Close();
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            _queue.Close();
        }
    }

    // Every other trial's save would fail as well, and one trial after the other be given up for it. Nobody is told of
    // it, nor is it written down: to the next driver this attempt is one that was cut off.
    private void RequireStorage(ExperimentEvent happened)
    {
        if (happened is not AttemptEnded { Error: { Kind: TrialError.StorageUnusable } error } ended) return;
        throw new StoreException(
            _store.Folder.CheckpointsPath,
            $"The experiment stops, because trial {ended.Trial} could not save, and no other trial could: " +
            $"{error.Message} Everything acknowledged is stored: go on with {HowToResume}.");
    }

    // A worker that died within a save leaves a part of it, or a checkpoint that it could not tell of any more.
    private void ClearUp(AttemptEnded lost)
    {
        var known = State.Checkpoints;
        DeleteLater(() => _checkpoints.CollectGarbage(lost.Trial, lost.Attempt, known.ContainsKey));
    }

    private Opened OpenedNow(MachineResources machine, MemoryLevel memory) =>
        new(_clock.GetUtcNow(), machine, ExperimentSetup.Of(_settings), memory);

    private JournalEntry Step(ExperimentEvent happened)
    {
        // A timer may ring a little early: it is set again, even if to the same time.
        if (happened is TimePassed) _alarmAt = null;
        // Here, so that the journal has what an objective computes: readers need not know how.
        if (happened is Reported report)
        {
            happened = report with { Metrics = _settings.Objective.Complete(report.Metrics) };
        }

        var result = Experiment.Step(_settings, State, happened);
        State = result.State;
        return new JournalEntry(happened, result.Commands, result.State);
    }

    private void Execute(ITrialHost host, JournalEntry entry)
    {
        foreach (var command in entry.Commands)
        {
            switch (command)
            {
                case StartAttempt start:
                    host.Start(start);
                    break;
                case Answer answer:
                    host.Answer(answer);
                    break;
                case RequestProposal asked:
                    _proposing = Task.Run(() => Propose(entry.After, asked), CancellationToken.None);
                    break;
                case KillAttempt kill:
                    host.Kill(kill);
                    break;
                case DeleteCheckpoint delete:
                    DeleteLater(() => _checkpoints.Delete(delete.Checkpoint));
                    break;
            }
        }
    }

    // May take seconds, in which reports are answered. There is one at a time.
    private void Propose(ExperimentState state, RequestProposal asked)
    {
        try
        {
            var begun = _clock.GetTimestamp();
            var (config, mistake) = Proposals.Compute(_settings, state, asked, _memory);
            Post(new Proposed(_clock.GetUtcNow(), asked.Trial, config, mistake, _clock.GetElapsedTime(begun)));
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
            _queue.Close();
        }
    }

    // Takes milliseconds, and nobody waits for it. The decision must be on disk before what it gives up is gone: a
    // power cut that takes the one and not the other would leave trials without any checkpoint.
    private void DeleteLater(Action delete) => _deleting = _deleting.ContinueWith(
        _ => Try(() =>
        {
            _store.SyncLog();
            delete();
        }), TaskScheduler.Default);

    private static void Try(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (e is StoreException || StoreFailure.IsSystemFailure(e))
        {
            // In use by somebody, perhaps. Nothing refers to it: the end of the experiment, or the next opening,
            // collects it.
        }
    }

    private void SetAlarm()
    {
        var next = Experiment.NextDeadline(_settings, State);
        if (next == _alarmAt) return;

        _alarmAt = next;
        var delay = next is { } at ? at - _clock.GetUtcNow() : Timeout.InfiniteTimeSpan;
        if (next is not null) delay = TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, AlarmMax.Ticks));
        _alarm.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Ring() => Post(new TimePassed(_clock.GetUtcNow()));
}
