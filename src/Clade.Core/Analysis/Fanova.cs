using System.Collections.Immutable;
using Clade.Numerics;
using Clade.Spaces;
using MathNet.Numerics.Statistics;

namespace Clade.Analysis;

/// <summary>Functional ANOVA on a random forest.</summary>
internal static class Fanova
{
    /// <summary>A forest that predicts worse than this explains too little to divide it up.</summary>
    public const double FitMin = 0.1;

    public static ImportanceResult Of(ImportanceInput input, FanovaOptions options)
    {
        var needed = TrialsNeeded(input.Axes.Length);
        if (input.RefuseFewerThan(needed) is { } refusal) return refusal;

        // Shares depend on neither mean nor scale; the arithmetic is better with numbers around 0.
        var values = StandardScores.Of(options.UseRanks ? RanksOf(input.Scores) : [.. input.Scores]);
        var forest = RegressionForest.Grow(input.Axes, input.Cells, values, options);
        if (!(forest.Fit >= FitMin))
        {
            return input.Refuse(
                $"A model of these {Literal.Of(input.Scores.Length)} trials predicts the score of another hardly " +
                $"better than their mean does (R² {Literal.Of(Math.Round(forest.Fit, 2))}, needed is " +
                $"{Literal.Of(FitMin)}): scores are too noisy, or depend on too much at once. Run more trials.",
                forest.Fit);
        }

        var variances = VariancesOf(forest, input.Axes, options.Pairs);
        return variances.Length < 2
            ? input.Refuse("Hardly any tree found a difference between scores. Run more trials.", forest.Fit)
            : ResultOf(input, forest, variances);
    }

    /// <summary>
    /// Below that, shares of hyperparameters that don't matter and of those that do are too much alike.
    /// </summary>
    public static int TrialsNeeded(int axes) => Math.Max(50, 5 * axes);

    /// <summary>Of each tree and the next.</summary>
    private static ImmutableArray<SharedVariance> VariancesOf(
        RegressionForest forest, ImmutableArray<CellAxis> axes, bool wantsPairs)
    {
        Marginals[] marginals = [.. forest.Trees.Select(tree => new Marginals(tree, axes))];
        return
        [
            .. marginals
                .Select((of, i) => SharedVariance.Of(of, marginals[(i + 1) % marginals.Length], axes, wantsPairs))
                .Where(static variance => variance.Total > 0),
        ];
    }

    private static ImportanceResult ResultOf(
        ImportanceInput input, RegressionForest forest, ImmutableArray<SharedVariance> variances)
    {
        var axes = input.Axes;
        var main = axes.Select((axis, i) => new HyperparameterShare(
            axis.Name, EstimateOf(variances, variance => variance.Main[i]))).ToList();

        var pairs = new List<PairShare>();
        for (var (i, index) = (0, 0); i < axes.Length && !variances[0].Pairs.IsEmpty; i++)
        {
            for (var j = i + 1; j < axes.Length; j++)
            {
                var pair = index++;
                pairs.Add(new PairShare(
                    axes[i].Name, axes[j].Name, EstimateOf(variances, variance => variance.Pairs[pair])));
            }
        }

        var explained = main.Sum(static share => share.Estimate.Share) + pairs.Sum(static pair => pair.Estimate.Share);
        return input.Result() with
        {
            Hyperparameters = [.. main.OrderByDescending(static share => share.Estimate.Share)],
            Pairs = [.. pairs.OrderByDescending(static pair => pair.Estimate.Share)],
            HigherOrderShare = pairs.Count == 0 ? 0 : Math.Clamp(1 - explained, 0, 1),
            Fit = forest.Fit,
        };
    }

    private static ShareEstimate EstimateOf(
        ImmutableArray<SharedVariance> variances, Func<SharedVariance, double> part) => ShareEstimate.Of(
            variances.Sum(part) / variances.Sum(static variance => variance.Total),
            [.. variances.Select(variance => part(variance) / variance.Total)]);

    private static double[] RanksOf(ImmutableArray<double> scores) =>
        ArrayStatistics.RanksInplace([.. scores], RankDefinition.Average);
}
