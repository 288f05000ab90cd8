using System.Globalization;

namespace Clade.EndToEnd.Tests;

/// <summary>A restart of the population comes to the training function, in worker processes and in this one.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The weight counts iterations, and how often it was restarted lies beside it.</summary>
    private static void Train(Trial trial)
    {
        var (weight, restarts) = (0.0, 0);
        var isRestored = trial.Restore(folder =>
        {
            var parts = File.ReadAllText(Path.Combine(folder, "w")).Split(' ');
            weight = double.Parse(parts[0], CultureInfo.InvariantCulture);
            restarts = int.Parse(parts[1], CultureInfo.InvariantCulture);
        });
        if (trial.Restart is { } restart)
        {
            if (!isRestored) throw new InvalidOperationException("A restart without a checkpoint.");
            weight = restart.Apply(weight, fresh: 100);
            restarts++;
        }

        while (true)
        {
            weight++;
            // It never rises, so the population stagnates, and nobody copies anybody.
            trial.Report(new { score = 1, weight, restarts }, folder => File.WriteAllText(
                Path.Combine(folder, "w"), string.Create(CultureInfo.InvariantCulture, $"{weight:R} {restarts}")));
        }
    }

    [Theory]
    [InlineData(WorkerKind.Processes)]
    [InlineData(WorkerKind.InProcess)]
    public async Task The_training_function_shrinks_perturbs_or_begins_anew_once_for_each_restart(WorkerKind workers)
    {
        var options = Small.Options(_folder) with
        {
            Workers = workers,
            Trials = 4,
            Stop = Stop.AtIteration(9),
            Scheduler = new PopulationBasedTraining
            {
                PerturbationInterval = 1,
                Synchronous = true,
                // The second generation's score is the first that counts, the third's the first that fails to rise.
                Restart = new StagnationRestart { Failures = 1, IntervalFactor = 3, Shrink = 0.5, Perturb = 0.25 },
            },
        };
        var result = await Tune.RunAsync(Train, options, TestContext.Current.CancellationToken);

        // Of weights of 3 at iteration 3: 0.5 · 3 + 0.25 · 100, and 100 for a fresh start, then six iterations more.
        var last = result.Reports().Where(static report => report.Iteration == 9).ToList();
        Assert.Equal([32.5, 32.5, 106, 106], last.Select(static report => report.Metrics["weight"]).Order());
        Assert.All(last, static report => Assert.Equal(1, report.Metrics["restarts"]));
        Assert.Empty(result.Exploits);
    }
}
