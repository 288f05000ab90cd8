using System.Globalization;

namespace Clade.Tests.Storage;

/// <summary>
/// The experiment of which a store is kept as a golden file: exploits, a failure, a warning, and an interruption.
/// </summary>
internal static class GoldenRun
{
    public static TuneOptions Options(string folder) => new()
    {
        Name = "run",
        Space = new SearchSpace { ["lr"] = Search.Uniform(0.01, 0.2), ["hidden"] = Search.RandInt(1, 9).Structural() },
        Objective = Objective.Maximize("score"),
        Trials = 3,
        Seed = 5,
        Scheduler = new PopulationBasedTraining { PerturbationInterval = 2, Synchronous = true },
        Stop = Stop.AtIteration(12),
        Workers = WorkerKind.InProcess,
        Cpus = [0],
        Gpus = [],
        Folder = folder,
        Progress = Progress.Quiet,
        HandlesCtrlC = false,
    };

    /// <summary>Begins it and stops it once a trial has done 7 iterations.</summary>
    public static async Task WriteAsync(string folder)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<OperationCanceledException>(() => Tune.RunAsync(
            trial =>
            {
                if (trial is { Attempt: 1, Id.Value: 2 }) throw new FlakyException();
                if (trial.Iteration >= 6) stop.Cancel();
                Train(trial);
            },
            Options(folder), stop.Token));
    }

    public static void Train(Trial trial)
    {
        var weight = 0.0;
        trial.Restore(folder => weight = double.Parse(
            File.ReadAllText(Path.Combine(folder, "w")), CultureInfo.InvariantCulture));
        while (true)
        {
            weight += trial.Config["lr"].ToDouble() * (1 - weight);
            // The twin makes Clade warn that the objective may be measured on training data.
            trial.Report(new { score = weight, val_score = weight }, folder => File.WriteAllText(
                Path.Combine(folder, "w"), weight.ToString("R", CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Without a stack, which would name folders of the machine that wrote the golden file.</summary>
    private sealed class FlakyException() : Exception("flaky")
    {
        public override string? StackTrace => null;
    }
}
