using System.Diagnostics;
using Clade.Examples.Mnist;

namespace Clade.Benchmarks.MnistComparison;

/// <summary>One search and how good the network is that it found.</summary>
/// <param name="TestAccuracy">On digits that no decision has seen.</param>
/// <param name="Trials">How many configurations were tried.</param>
/// <param name="Epochs">What all trials trained together.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ComparisonRun(double TestAccuracy, int Trials, long Epochs, double Seconds)
{
    public static async Task<ComparisonRun> OfAsync(TuneOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("clade-comparison-").FullName;
        try
        {
            var clock = Stopwatch.StartNew();
            var result = await Tune.RunAsync<DefaultConfig>(Training.Default, options with { Folder = folder });
            var model = new Mlp(result.Best.Config.Hidden, seed: 0);
            model.Load(result.Best.CheckpointFolder!);
            return new ComparisonRun(
                model.Evaluate(MnistData.ReadTest()).Accuracy, result.Trials.Length, result.ReportCount,
                clock.Elapsed.TotalSeconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
