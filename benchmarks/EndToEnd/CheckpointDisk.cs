namespace Clade.Benchmarks;

/// <summary>
/// The most bytes that the checkpoints of a run of 10 members and 100 iterations ever take, as a share of twice the
/// population's size. Looked at every few milliseconds, what is being saved or deleted at that moment included.
/// </summary>
internal static class CheckpointDisk
{
    private const int Members = 10;
    private const int CheckpointBytes = 1 << 20;

    public static async Task<double[]> RunAsync(bool quick)
    {
        using var scratch = new ScratchFolder();
        using var end = new CancellationTokenSource();
        var most = WatchAsync(Path.Combine(scratch.Path, "disk", "checkpoints"), end.Token);
        var result = await Tune.RunAsync(Train, new TuneOptions
        {
            Name = "disk",
            Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
            Objective = Objective.Maximize("score"),
            Trials = Members,
            Stop = Stop.AtIteration(quick ? 40 : 100),
            Scheduler = new PopulationBasedTraining { PerturbationInterval = 4 },
            Folder = scratch.Path,
            Progress = Progress.None,
            Seed = 1,
        });
        await end.CancelAsync();
        Statistics.Note($"{result.Exploits.Length} exploits, at most {await most / 1e6:F1} MB");
        return [(double)await most / (2L * Members * CheckpointBytes)];
    }

    private static async Task<long> WatchAsync(string folder, CancellationToken end)
    {
        var most = 0L;
        for (; !end.IsCancellationRequested; await Task.Delay(2, CancellationToken.None))
        {
            most = Math.Max(most, BytesIn(folder));
        }

        return most;
    }

    private static long BytesIn(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        }
        catch (IOException)
        {
            // Something was renamed or deleted under the look.
            return 0;
        }
    }

    private static void Train(Trial trial)
    {
        var score = 0.0;
        trial.Restore(folder => score = BitConverter.ToDouble(File.ReadAllBytes(Path.Combine(folder, "w"))));
        var weights = new byte[CheckpointBytes];
        while (true)
        {
            score += trial.Config["x"].ToDouble();
            BitConverter.TryWriteBytes(weights, score);
            trial.Report(new { score }, folder => File.WriteAllBytes(Path.Combine(folder, "w"), weights));
        }
    }
}
