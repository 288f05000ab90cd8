using System.Diagnostics;
using System.Globalization;

namespace Clade.Faults;

internal sealed record Config(
    [Uniform(0.01, 0.2)] double Lr, [RandInt(1, 9), Structural] int Hidden, [SampleFrom(nameof(Config.DrawWarmup))]
    int Warmup)
{
    // Computed from the learning rate, so that it calls back in the driver and nothing else hangs on it.
    internal static int DrawWarmup(Configuration before, KeyedRandom random)
    {
        Experiments.ThrowsIf(FaultKind.ThrowInSampleFrom);
        return before["Lr"].ToDouble() > 0.1 ? 1 : 2;
    }
}

/// <summary>A training function whose weight is known for every configuration and iteration.</summary>
internal static class Training
{
    // One for each worker process: it would go on for ever, were it left behind.
    private static readonly Process Child = Process.Start(new ProcessStartInfo("sleep", "1000000"))!;

    private static readonly FaultPlan Plan = FaultPlan.Current;

    public static void Train(Trial<Config> trial)
    {
        CrashSwitch.Arm(Plan, FaultKind.CrashWorker);
        var faults = new TrainingFaults(Plan, trial, Child);
        var weight = 0.0;
        string? restored = null;
        trial.Restore(folder =>
        {
            faults.OnRestore();
            restored = folder;
            weight = double.Parse(File.ReadAllText(Path.Combine(folder, "weight")), CultureInfo.InvariantCulture);
        });
        for (var sequence = 1; ; sequence++)
        {
            faults.OnIteration(restored);
            weight = Model.Next(weight, trial.Config.Lr);
            Report(trial, faults, sequence, weight);
        }
    }

    private static void Report(Trial<Config> trial, TrainingFaults faults, int sequence, double weight)
    {
        var iteration = trial.Iteration + 1;
        void Acknowledge() => Acknowledged.Add(Plan, trial.Id, trial.Attempt, sequence, iteration, weight);
        try
        {
            trial.Report(new { score = weight }, folder =>
            {
                // To be asked for a checkpoint is an answer.
                Acknowledge();
                faults.OnSave();
                File.WriteAllText(
                    Path.Combine(folder, "weight"), weight.ToString("R", CultureInfo.InvariantCulture));
                File.WriteAllBytes(Path.Combine(folder, "padding"), new byte[FaultPlan.PaddingBytes]);
            });
        }
        catch (TrialEndedException)
        {
            Acknowledge();
            throw;
        }

        Acknowledge();
    }
}
