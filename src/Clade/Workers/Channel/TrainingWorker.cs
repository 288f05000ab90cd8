using System.Net.Sockets;
using System.Text.Json;
using Clade.Checkpoints;
using Clade.Trials;

namespace Clade.Workers.Channel;

/// <summary>The worker's side of the channel: serves one attempt after the other until it is told to exit.</summary>
internal sealed class TrainingWorker : IDisposable
{
    public const string SocketName = "SOCKET";
    public const string TokenName = "TOKEN";

    private readonly Socket _socket;
    private readonly LineReader _reader;
    private readonly Lock _reading = new();

    /// <summary>Orders that a report met while it waited for its answer.</summary>
    private readonly Queue<DriverMessage> _orders = [];
    private readonly Dictionary<string, TrainingFunction> _functions = new(StringComparer.Ordinal);

    private TrainingWorker(Socket socket) => (_socket, _reader) = (socket, new LineReader(socket));

    /// <summary>What a worker process runs.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(WorkerContext context)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(context[SocketName]!));
        using var worker = new TrainingWorker(socket);
        worker.Send(new HelloMessage(ChannelJson.Protocol, context[TokenName]!));
        HangUpWatch.Start(socket, WorkerProcessGroup.Kill);
        return worker.Serve();
    }

    public void Dispose() => _socket.Dispose();

    private int Serve()
    {
        while (NextOrder() is StartMessage start)
        {
            OutputMark.Write(start.OutputMark);
            var result = Serve(start);
            // The driver must not take the attempt's last lines for the next one's.
            Console.Out.Flush();
            Console.Error.Flush();
            Send(new EndedMessage(start.Trial, start.Attempt, result.Outcome, result.Error, result.Damage));
        }

        return 0;
    }

    private AttemptResult Serve(StartMessage start)
    {
        var order = new AttemptOrder(
            start.Trial, start.Attempt, start.Config, start.Checkpoint, start.Iteration, start.TrialTime, start.Seed,
            start.LearningRateFactor, start.Cpus, start.Gpus);
        try
        {
            if (!_functions.TryGetValue(start.Function, out var function))
            {
                function = TrainingFunction.From(FunctionReference.Parse(start.Function).Resolve());
                _functions.Add(start.Function, function);
            }

            var checkpoints = new CheckpointStore(start.Folder, TimeProvider.System);
            return AttemptRunner.Run(order, function, checkpoints, new Link(this, start));
        }
        catch (CladeException e)
        {
            return new AttemptResult(
                AttemptOutcome.Failed, new TrialError(e.GetType().FullName!, e.Message, e.ToString()));
        }
    }

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

    private AnswerMessage NextAnswer()
    {
        lock (_reading)
        {
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
        while (!line.IsEmpty) line = line[_socket.Send(line)..];
    }

    private sealed class Link(TrainingWorker worker, StartMessage start) : IAttemptLink
    {
        public CancellationToken CancellationToken => CancellationToken.None;

        public void Started(Configuration inForce) =>
            worker.Send(new StartedMessage(start.Trial, start.Attempt, inForce));

        public AttemptAnswer Report(long sequence, Metrics metrics, bool canSave)
        {
            worker.Send(new ReportMessage(start.Trial, start.Attempt, sequence, metrics, canSave));
            return Await(sequence);
        }

        public AttemptAnswer Saved(long sequence, long bytes)
        {
            worker.Send(new SavedMessage(start.Trial, start.Attempt, sequence, bytes));
            CrashPoint.Reach(CrashPoint.SavedAfter);
            return Await(sequence);
        }

        private AttemptAnswer Await(long sequence)
        {
            while (true)
            {
                var answer = worker.NextAnswer();
                var isMine = (answer.Trial, answer.Attempt, answer.Sequence) == (start.Trial, start.Attempt, sequence);
                if (isMine) return new AttemptAnswer(answer.Decision, answer.Checkpoint, answer.LearningRateFactor);
            }
        }
    }
}
