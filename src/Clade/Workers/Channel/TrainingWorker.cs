using System.Collections.Concurrent;
using System.Net.Sockets;
using Clade.Checkpoints;
using Clade.Trials;

namespace Clade.Workers.Channel;

/// <summary>The worker's side of the channel: serves one attempt after the other until it is told to exit.</summary>
internal sealed class TrainingWorker : IDisposable
{
    public const string SocketName = "SOCKET";
    public const string TokenName = "TOKEN";

    private readonly Socket _socket;
    private readonly BlockingCollection<DriverMessage> _orders = [];
    private volatile Link? _link;
    private readonly Dictionary<string, TrainingFunction> _functions = new(StringComparer.Ordinal);

    private TrainingWorker(Socket socket) => _socket = socket;

    /// <summary>What a worker process runs.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(WorkerContext context)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(context[SocketName]!));
        using var worker = new TrainingWorker(socket);
        worker.Send(new HelloMessage(ChannelJson.Protocol, context[TokenName]!));
        worker.Listen();
        return worker.Serve();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _orders.Dispose();
    }

    private int Serve()
    {
        foreach (var order in _orders.GetConsumingEnumerable())
        {
            if (order is not StartMessage start) return 0;

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
            _link = new Link(this, start);
            return AttemptRunner.Run(order, function, checkpoints, _link);
        }
        catch (CladeException e)
        {
            return new AttemptResult(
                AttemptOutcome.Failed, new TrialError(e.GetType().FullName!, e.Message, e.ToString()));
        }
    }

    // A thread of its own: it must see the end of the stream while the training function holds every other thread.
    private void Listen()
    {
        var thread = new Thread(ReadToEnd) { IsBackground = true, Name = "Clade channel" };
        thread.Start();
    }

    private void ReadToEnd()
    {
        try
        {
            LineReader.ReadAsync(_socket, OnLine).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException)
        {
            Console.Error.WriteLine($"The channel to the driver broke: {e.Message}");
        }

        // The driver is gone. Nobody waits for what this worker does, and its children must not outlive it.
        WorkerProcessGroup.Kill();
    }

    private void OnLine(ReadOnlySpan<byte> line)
    {
        var message = ChannelJson.ReadDriverMessage(line);
        // An answer to an attempt that is over has nobody who waits for it.
        if (message is AnswerMessage answer) _link?.Deliver(answer);
        else _orders.Add(message);
    }

    private void Send(WorkerMessage message)
    {
        ReadOnlySpan<byte> line = ChannelJson.Write(message);
        while (!line.IsEmpty) line = line[_socket.Send(line)..];
    }

    private sealed class Link(TrainingWorker worker, StartMessage start) : IAttemptLink
    {
        private readonly BlockingCollection<AnswerMessage> _answers = [];

        public CancellationToken CancellationToken => CancellationToken.None;

        public void Deliver(AnswerMessage answer) => _answers.Add(answer);

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
            return Await(sequence);
        }

        private AttemptAnswer Await(long sequence)
        {
            while (true)
            {
                var answer = _answers.Take();
                var isMine = (answer.Trial, answer.Attempt, answer.Sequence) == (start.Trial, start.Attempt, sequence);
                if (isMine) return new AttemptAnswer(answer.Decision, answer.Checkpoint, answer.LearningRateFactor);
            }
        }
    }
}
