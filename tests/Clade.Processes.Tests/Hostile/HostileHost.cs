using System.Collections.Concurrent;
using Clade.Experiments;
using Clade.Storage;
using Clade.Workers.Channel;
using EventQueue = System.Threading.Channels.Channel<Clade.Experiments.ExperimentEvent>;
using Queues = System.Threading.Channels.Channel;

namespace Clade.Workers.Hostile;

/// <summary>A driver's host whose workers are hostile, and one honest trial beside them all the time.</summary>
public sealed class HostileHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;
    private readonly ConcurrentDictionary<TrialId, EventQueue> _events = new();
    private readonly ProcessHost _host;
    private readonly TrialId _honest;
    private int _trials;
    private long _honestReports;

    public HostileHost()
        : this(HostileWorker.Run)
    {
        _honest = Start(HostileWorker.Honest);
    }

    internal HostileHost(Func<WorkerContext, int> entry)
    {
        Folder = ExperimentFolder.Create(_folder, "hostile");
        _host = ProcessHost.Open(
            new ProcessHostOptions
            {
                Entry = FunctionReference.From(entry),
                Training = (TrainingWorker.FunctionName, FunctionReference.From(entry).ToText()),
                Folder = Folder,
                SnapshotFolder = Path.Combine(_folder, "program"),
                ExperimentsFolder = _folder,
                Clock = TimeProvider.System,
                WorkersMax = 8,
                ManagesGpus = false,
            },
            happened => EventsOf(TrialOf(happened)).Writer.TryWrite(happened));
    }

    internal ExperimentFolder Folder { get; }

    /// <summary>Where the copy of the program lies while the host lives.</summary>
    internal string SnapshotFolder => Path.Combine(_folder, "program");

    /// <summary>Starts a new trial whose worker does what the case says.</summary>
    internal TrialId Start(string what)
    {
        var trial = new TrialId(Interlocked.Increment(ref _trials));
        _host.Start(new StartAttempt(
            trial, Attempt: 0, Segment: 0, Configuration.Of((HostileWorker.Case, what)), Checkpoint: null, Iteration: 0,
            TrialTime: 0, new ResourceAllocation([], [], new Resources()), Seed: 1, LearningRateFactor: 1));
        return trial;
    }

    internal void Answer(TrialId trial, long sequence, ReplyKind kind) => _host.Answer(new Answer(
        trial, Attempt: 0, sequence, kind, kind == ReplyKind.Save ? new CheckpointId(trial, 0, sequence) : null));

    internal void Kill(TrialId trial, string reason) => _host.Kill(new KillAttempt(trial, 0, reason));

    /// <summary>What happened next to the trial.</summary>
    internal async Task<ExperimentEvent> NextAsync(TrialId trial) => await EventsOf(trial).Reader
        .ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Long);

    /// <summary>Answers whatever the trial reports, until it ends.</summary>
    internal async Task<AttemptEnded> EndOfAsync(TrialId trial, ReplyKind answer = ReplyKind.Continue)
    {
        while (true)
        {
            switch (await NextAsync(trial))
            {
                case AttemptEnded ended:
                    return ended;
                case Reported reported:
                    Answer(trial, reported.Sequence, answer);
                    break;
            }
        }
    }

    /// <summary>The honest trial reports, is answered, and goes on.</summary>
    internal async Task RequireHonestTrialGoesOnAsync()
    {
        if (_honestReports == 0) Assert.IsType<AttemptStarted>(await NextAsync(_honest));

        var reported = Assert.IsType<Reported>(await NextAsync(_honest));
        Assert.Equal(++_honestReports, reported.Sequence);
        Assert.Equal(double.NaN, reported.Metrics["score"]);
        Answer(_honest, reported.Sequence, ReplyKind.Continue);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private EventQueue EventsOf(TrialId trial) =>
        _events.GetOrAdd(trial, static _ => Queues.CreateUnbounded<ExperimentEvent>());

    private static TrialId TrialOf(ExperimentEvent happened) => happened switch
    {
        AttemptStarted e => e.Trial,
        Reported e => e.Trial,
        CheckpointSaved e => e.Trial,
        AttemptEnded e => e.Trial,
        CheckpointDamaged e => e.Trial,
        _ => throw new ArgumentException($"{happened} is about no attempt.", nameof(happened)),
    };
}
