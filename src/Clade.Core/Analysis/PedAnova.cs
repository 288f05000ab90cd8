using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Analysis;

/// <summary>PED-ANOVA: Pearson divergences between where the good trials lie and where all do.</summary>
internal static class PedAnova
{
    /// <summary>Where fewer trials are good, their density is mostly chance.</summary>
    public const int TopTrialsMin = 10;

    public static ImportanceResult Of(ImportanceInput input, PedAnovaOptions options)
    {
        if (options.TopFraction >= options.RegionFraction)
        {
            throw new ArgumentException(
                $"TopFraction ({Literal.Of(options.TopFraction)}) must be below RegionFraction " +
                $"({Literal.Of(options.RegionFraction)}), because good trials are compared with the others of the " +
                "region. Lower the one or raise the other.", nameof(options));
        }

        // Rounded, because 10 / 0.1 need not be 100.
        var needed = (int)Math.Ceiling(Math.Round(TopTrialsMin / options.TopFraction, 9));
        if (input.RefuseFewerThan(needed) is { } refusal) return refusal;

        int[] all = [.. Enumerable.Range(0, input.Scores.Length)];
        if (SharesOf(input, options, all) is not { } shares)
        {
            return input.Refuse(
                "The good trials can't be told from the others, because too many scores are equal. Choose another " +
                "TopFraction, or a finer metric.");
        }

        var estimates = EstimatesOf(input, options);
        return input.Result() with
        {
            Hyperparameters =
            [
                .. input.Axes
                    .Select((axis, i) => new HyperparameterShare(
                        axis.Name, ShareEstimate.Of(shares[i], [.. estimates.Select(of => of[i])])))
                    .OrderByDescending(static share => share.Estimate.Share),
            ],
        };
    }

    private static List<ImmutableArray<double>> EstimatesOf(ImportanceInput input, PedAnovaOptions options)
    {
        var estimates = new List<ImmutableArray<double>>();
        for (var i = 0; i < options.Resamples; i++)
        {
            var random = KeyedRandom.For(options.Seed, RandomPurpose.Analysis, i);
            int[] drawn = [.. input.Scores.Select(_ => random.NextIndex(input.Scores.Length))];

            // A draw whose good trials can't be told apart says nothing about shares.
            if (SharesOf(input, options, drawn) is { } shares) estimates.Add(shares);
        }

        return estimates;
    }

    /// <summary>For each axis its share; none if no trial is good, or all are.</summary>
    /// <param name="input">All trials.</param>
    /// <param name="options">What is good.</param>
    /// <param name="trials">Which trials count, each as often as it occurs.</param>
    private static ImmutableArray<double>? SharesOf(ImportanceInput input, PedAnovaOptions options, int[] trials)
    {
        var region = Best(input, trials, options.RegionFraction);
        var top = Best(input, trials, options.TopFraction);
        if (top.Length == region.Length) return null;

        var ratio = (double)top.Length / region.Length;
        var divergences = input.Axes.Select((axis, i) =>
        {
            var (good, overall) = (
                CellDensity.Of(axis, input.Cells[i], top), CellDensity.Of(axis, input.Cells[i], region));
            return ratio * ratio * good.Zip(overall, static (g, all) => (g - all) * (g - all) / all).Sum();
        }).ToImmutableArray();

        var sum = divergences.Sum();
        return sum > 0 ? [.. divergences.Select(divergence => divergence / sum)] : null;
    }

    /// <summary>The best fraction, and those that are as good as the worst of it.</summary>
    private static int[] Best(ImportanceInput input, int[] trials, double fraction)
    {
        double[] scores = [.. trials.Select(trial => input.Scores[trial]).OrderDescending()];
        var worst = scores[Math.Clamp((int)Math.Ceiling(Math.Round(fraction * scores.Length, 9)), 1, scores.Length)
            - 1];
        return Array.FindAll(trials, trial => input.Scores[trial] >= worst);
    }
}
