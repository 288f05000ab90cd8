using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text.Json;
using Clade.Checkpoints;
using Clade.Guards;
using Clade.Programs;
using Clade.Trials;

namespace Clade.Workers.Channel;

/// <summary>The worker's side of the channel: serves one attempt after the other until it is told to exit.</summary>
internal sealed class TrainingWorker : IDisposable
{
    public const string SocketName = "SOCKET";
    public const string TokenName = "TOKEN";

    /// <summary>
    /// What to train with. It comes with the environment, from whoever started the process; what comes over the socket
    /// never names code.
    /// </summary>
    public const string FunctionName = "FUNCTION";

    /// <summary>Which program to train with, instead of a function; it comes the same way.</summary>
    public const string ProgramName = "PROGRAM";

    /// <summary>Where to write what this worker took of the memory, after each attempt; none if nobody asks.</summary>
    public const string PeakFileName = "PEAK_FILE";

    // What the driver sees of a worker that it sent away; no program's own code.
    private const int ExitOnRefusal = 72;

    private readonly WorkerContext _context;
    private readonly Socket _socket;
    private readonly LineReader _reader;
    private readonly Lock _reading = new();

    /// <summary>Orders that a report met while it waited for its answer.</summary>
    private readonly Queue<DriverMessage> _orders = [];
    private readonly Lock _sending = new();
    private TrainingFunction? _function;

    private TrainingWorker(WorkerContext context, Socket socket) =>
        (_context, _socket, _reader) = (context, socket, new LineReader(socket.Receive));

    /// <summary>What a worker process runs.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(WorkerContext context)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(context[SocketName]!));
        using var worker = new TrainingWorker(context, socket);
        worker.Send(new HelloMessage(ChannelJson.Protocol, context[TokenName]!));
        HangUpWatch.Start(socket, WorkerProcessGroup.Kill);
        Rehearsal.Begin($"{context[SocketName]}-rehearsal-{Environment.ProcessId}");
        return worker.Serve();
    }

    public void Dispose()
    {
        (_function as IDisposable)?.Dispose();
        _socket.Dispose();
    }

    private int Serve()
    {
        DriverMessage order;
        while ((order = NextOrder()) is StartMessage start)
        {
            OutputMark.Write(start.OutputMark);
            var link = new Link(this, start);
            var result = Serve(start, link);
            // The driver must not take the attempt's last lines for the next one's.
            Console.Out.Flush();
            Console.Error.Flush();
            link.Close();
            if (_context[PeakFileName] is { } peakFile) WorkerPeaks.Write(peakFile);
            Send(new EndedMessage(
                start.Trial, start.Attempt, start.Token, result.Outcome, result.Error, result.Damage,
                result.Unread));
        }

        return order is RefusedMessage refused ? Leave(refused) : 0;
    }

    private static int Leave(RefusedMessage refused)
    {
        Console.Error.WriteLine(
            $"The driver (protocol {refused.Protocol}) sent this worker (protocol {ChannelJson.Protocol}) away: " +
            refused.Reason);
        return ExitOnRefusal;
    }

    private AttemptResult Serve(StartMessage start, Link link)
    {
        var order = new AttemptOrder(
            start.Trial, start.Attempt, start.Config, start.Checkpoint, start.Iteration, start.TrialTime, start.Seed,
            start.LearningRateFactor, start.Cpus, start.Gpus, start.Restart);
        try
        {
            _function ??= FindFunction();
            var checkpoints = new CheckpointStore(start.Folder, TimeProvider.System);
            return AttemptRunner.Run(order, _function, checkpoints, link);
        }
        catch (CladeException e)
        {
            return new AttemptResult(
                AttemptOutcome.Failed, new TrialError(e.GetType().FullName!, e.Message, e.ToString()));
        }
    }

    private TrainingFunction FindFunction() => _context[ProgramName] is { } program
        ? ProgramFunction.Parse(program, Path.GetDirectoryName(_context[SocketName]!)!)
        : TrainingFunction.From(FunctionReference.Parse(_context[FunctionName]!).Resolve());

    // An answer to an attempt that is over has nobody who waits for it.
    private DriverMessage NextOrder()
    {
        lock (_reading)
        {
            if (_orders.TryDequeue(out var kept)) return kept;

            while (true)
            {
                var message = Read();
                if (message is not AnswerMessage) return message;
            }
        }
    }

    private AnswerMessage NextAnswer(Link link)
    {
        lock (_reading)
        {
            // A thread that an attempt left behind: what comes now is for the next one.
            if (link.IsClosed) throw new ChannelClosedException();

            var message = Read();
            if (message is AnswerMessage answer) return answer;

            // The attempt is over, and left a thread behind that still waits for an answer: there will be none.
            _orders.Enqueue(message);
            throw new ChannelClosedException();
        }
    }

    private DriverMessage Read()
    {
        try
        {
            if (_reader.TryRead(out var line)) return ChannelJson.ReadDriverMessage(line);
        }
        catch (Exception e) when (e is SocketException or InvalidDataException or JsonException)
        {
            Console.Error.WriteLine($"The channel to the driver broke: {e.Message}");
        }

        // The driver is gone. Nobody waits for what this worker does, and its children must not outlive it.
        WorkerProcessGroup.Kill();
        throw new ChannelClosedException();
    }

    private void Send(WorkerMessage message)
    {
        ReadOnlySpan<byte> line = ChannelJson.Write(message);

        // A report that the training function did not wait for may be under way on another thread.
        lock (_sending)
        {
            while (!line.IsEmpty) line = line[_socket.Send(line)..];
        }
    }

    private sealed class Link(TrainingWorker worker, StartMessage start) : IAttemptLink
    {
        private readonly Lock _lock = new();
        private bool _isClosed;

        public CancellationToken CancellationToken => CancellationToken.None;

        public bool IsClosed
        {
            get
            {
                lock (_lock) return _isClosed;
            }
        }

        /// <summary>The attempt has ended: whoever still reports for it is not heard.</summary>
        public void Close()
        {
            lock (_lock) _isClosed = true;
        }

        public void Started(Configuration inForce) =>
            Send(new StartedMessage(start.Trial, start.Attempt, start.Token, inForce));

        public AttemptAnswer Report(
            long sequence, Metrics metrics, bool canSave, ImmutableArray<string>? unread)
        {
            Send(new ReportMessage(start.Trial, start.Attempt, start.Token, sequence, metrics, canSave, unread));
            return Await(sequence);
        }

        public AttemptAnswer Saved(long sequence, long bytes)
        {
            Send(new SavedMessage(start.Trial, start.Attempt, start.Token, sequence, bytes));
            CrashPoint.Reach(CrashPoint.SavedAfter);
            return Await(sequence);
        }

        private void Send(WorkerMessage message)
        {
            lock (_lock)
            {
                if (_isClosed) throw new ChannelClosedException();

                worker.Send(message);
            }
        }

        private AttemptAnswer Await(long sequence)
        {
            while (true)
            {
                var answer = worker.NextAnswer(this);
                var isMine = (answer.Trial, answer.Attempt, answer.Sequence) == (start.Trial, start.Attempt, sequence);
                if (isMine) return new AttemptAnswer(answer.Decision, answer.Checkpoint, answer.LearningRateFactor);
            }
        }
    }
}
