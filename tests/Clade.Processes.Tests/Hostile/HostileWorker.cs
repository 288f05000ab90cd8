using Clade.Workers.Channel;

namespace Clade.Workers.Hostile;

/// <summary>What the worker processes of these tests run, instead of what a training function's worker runs.</summary>
internal static class HostileWorker
{
    /// <summary>The name of the hyperparameter that says what the worker shall do.</summary>
    public const string Case = "case";

    /// <summary>Reports, and goes on as it is told to: the trial beside the hostile ones.</summary>
    public const string Honest = "honest";

    /// <summary>Ends an attempt well, and waits for another.</summary>
    public const string EndsWell = "ends well";

    /// <summary>Speaks with the token of the attempt that it served before.</summary>
    public const string UsesTheTokenBefore = "uses the token before";

    /// <summary>Ends an attempt well, then speaks although nobody asked.</summary>
    public const string TalksWhileIdle = "talks while idle";

    /// <summary>Ends an attempt well, and the process with it.</summary>
    public const string DiesWhileIdle = "dies while idle";

    /// <summary>Closes one direction of its socket, and stays.</summary>
    public const string HalfCloses = "half-closes";

    public static int Run(WorkerContext context)
    {
        using var worker = RawWorker.Connect(context);
        worker.Say($"{{\"type\":\"hello\",\"protocol\":1,\"token\":\"{context[TrainingWorker.TokenName]}\"}}");
        while (worker.WaitForStart()) Serve(worker, worker.Start.Config[Case].ToString());

        return 0;
    }

    /// <summary>Speaks a protocol that is not there yet.</summary>
    public static int RunFromTheFuture(WorkerContext context)
    {
        using var worker = RawWorker.Connect(context);
        var token = context[TrainingWorker.TokenName];
        worker.Say($"{{\"type\":\"hello\",\"protocol\":2,\"token\":\"{token}\",\"new\":[]}}");
        worker.WaitForEnd();
        return 0;
    }

    private static void Serve(RawWorker worker, string what)
    {
        switch (what)
        {
            case Honest:
                worker.Say(worker.Started);
                for (var sequence = 1L; ; sequence++)
                {
                    worker.Say(worker.Report(sequence, "{\"score\":\"NaN\"}"));
                    worker.WaitForAnswer();
                }

            case EndsWell:
                worker.Say(worker.Started, worker.Ended("completed"));
                break;
            case UsesTheTokenBefore:
                worker.Say(worker.Started.Replace(worker.Start.Token, worker.TokenBefore, StringComparison.Ordinal));
                worker.WaitForEnd();
                break;
            case TalksWhileIdle:
                worker.Say(worker.Started, worker.Ended("completed"), worker.Report(1));
                break;
            case DiesWhileIdle:
                worker.Say(worker.Started, worker.Ended("completed"));
                Environment.Exit(0);
                break;
            case HalfCloses:
                worker.Say(worker.Started);
                worker.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
                worker.WaitForEnd();
                break;
            default:
                HostileCases.All.Single(c => c.Name == what).Do(worker);
                worker.WaitForEnd();
                break;
        }
    }
}
