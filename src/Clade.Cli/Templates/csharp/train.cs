// Trains a small model, as an example: put yours in its place.
//
// 'clade run' starts this program (dotnet build train.cs -o bin) and tells it what to train; it stays to serve one
// trial after the other. What is said is at the end of this file, and described in docs/channel.md of Clade.
//
// If all of your training is in .NET, you need no tune.yaml: reference the package Clade and call Tune.RunAsync with a
// training function. This way is for a program that shall stay independent of it.
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;

Clade.Serve(trial =>
{
    var model = new Model(trial.Seed);
    if (trial.Checkpoint is { } folder) model.Load(folder);
    while (true)
    {
        model.TrainEpoch(trial.Config("lr") * trial.LearningRateFactor, trial.Config("momentum"));
        trial.Report("loss", model.Loss(), model.Save);
    }
});

/// <summary>Looks for the lowest point of a valley, steep one way and flat the other, by noisy gradients.</summary>
/// <remarks>
/// A large learning rate comes near it soon, a small one comes nearer in the end: a schedule is best. The loss is that
/// of the weights' moving average, as is usual.
/// </remarks>
internal sealed class Model(int seed)
{
    private static readonly double[] Curvatures = [1, 2, 5, 10, 20];
    private readonly Random _noise = new(seed);
    private double[] _weights = [1, 1, 1, 1, 1];
    private double[] _velocity = [0, 0, 0, 0, 0];
    private double[] _average = [1, 1, 1, 1, 1];

    public void TrainEpoch(double lr, double momentum)
    {
        for (var step = 0; step < 20; step++)
        {
            for (var i = 0; i < Curvatures.Length; i++)
            {
                var gradient = (Curvatures[i] * _weights[i]) + Normal();
                _velocity[i] = (momentum * _velocity[i]) - (lr * gradient);
                _weights[i] += _velocity[i];
                _average[i] += 0.02 * (_weights[i] - _average[i]);
            }
        }
    }

    public double Loss() => Curvatures.Zip(_average, (curvature, weight) => curvature * weight * weight).Sum() / 2;

    /// <summary>Writes the whole state of the training into an empty folder.</summary>
    public void Save(string folder) => File.WriteAllLines(
        Path.Combine(folder, "model.txt"),
        Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Reads it back: perhaps that of another trial.</summary>
    public void Load(string folder)
    {
        var numbers = File.ReadAllLines(Path.Combine(folder, "model.txt"))
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        (_weights, _velocity, _average) = (numbers[..5], numbers[5..10], numbers[10..]);
    }

    private IEnumerable<double> Numbers => [.. _weights, .. _velocity, .. _average];

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _noise.NextDouble())) * Math.Cos(2 * Math.PI * _noise.NextDouble());
}

/// <summary>One attempt at a trial: its configuration, its checkpoint, and where it reports.</summary>
internal sealed class Trial(JsonNode start)
{
    private long _sequence;

    public int Seed => (int)start["seed"]!;

    /// <summary>The folder to go on from; none on a fresh start.</summary>
    public string? Checkpoint => (string?)start["checkpoint"];

    /// <summary>What to multiply the learning rate by: below 1 while a cool-down lasts.</summary>
    public double LearningRateFactor { get; private set; } = (double)start["learning_rate_factor"]!;

    public JsonNode Configuration => start["config"]!;

    public double Config(string name) => (double)Configuration[name]!;

    /// <summary>Reports one iteration; saves if a checkpoint is needed now.</summary>
    /// <exception cref="OperationCanceledException">The attempt is over: let it pass.</exception>
    public void Report(string metric, double value, Action<string> save)
    {
        _sequence++;
        JsonNode number = double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);
        Say("report", ("metrics", new JsonObject { [metric] = number }), ("can_save", true), ("sequence", _sequence));
        var answer = Clade.Receive() ?? throw new OperationCanceledException();
        while ((string?)answer["decision"] == "save")
        {
            save((string)answer["folder"]!);
            Say("saved", ("sequence", _sequence));
            answer = Clade.Receive() ?? throw new OperationCanceledException();
        }

        if ((string?)answer["decision"] != "continue") throw new OperationCanceledException();
        LearningRateFactor = (double)answer["learning_rate_factor"]!;
    }

    public void Say(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var message = new JsonObject
        {
            ["type"] = type, ["trial"] = (int)start["trial"]!, ["attempt"] = (int)start["attempt"]!,
        };
        foreach (var (name, value) in fields) message[name] = value;
        Clade.Send(message);
    }
}

/// <summary>Lines of JSON over a Unix domain socket.</summary>
internal static class Clade
{
    private static StreamReader? _reader;
    private static StreamWriter? _writer;

    public static void Serve(Action<Trial> train)
    {
        if (Environment.GetEnvironmentVariable("CLADE_SOCKET") is not { } path)
        {
            Console.Error.WriteLine("This program is started by 'clade run'.");
            Environment.Exit(2);
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using var stream = new NetworkStream(socket);
        (_reader, _writer) = (new StreamReader(stream), new StreamWriter(stream) { AutoFlush = true, NewLine = "\n" });
        var token = Environment.GetEnvironmentVariable("CLADE_TOKEN");
        Send(new JsonObject { ["type"] = "hello", ["protocol"] = 1, ["token"] = token });
        while (Receive() is { } order && (string?)order["type"] == "start") ServeOne(train, new Trial(order));
    }

    public static void Send(JsonObject message) => _writer!.WriteLine(message.ToJsonString());

    /// <returns>What Clade says; none once it has no more to say.</returns>
    public static JsonNode? Receive() => _reader!.ReadLine() is { } line ? JsonNode.Parse(line) : null;

    private static void ServeOne(Action<Trial> train, Trial trial)
    {
        trial.Say("started", ("config", trial.Configuration.DeepClone()));
        try
        {
            train(trial);
            trial.Say("ended", ("outcome", "completed"));
        }
        catch (OperationCanceledException)
        {
            trial.Say("ended", ("outcome", "left"));
        }
        catch (Exception e)
        {
            trial.Say("ended", ("outcome", "failed"), ("error", new JsonObject
            {
                ["kind"] = e.GetType().Name, ["message"] = e.Message, ["details"] = e.ToString(),
            }));
        }
    }
}
