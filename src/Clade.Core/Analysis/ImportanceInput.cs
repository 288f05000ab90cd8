using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Analysis;

/// <summary>What importance is computed from.</summary>
/// <param name="Axes">The hyperparameters with a choice.</param>
/// <param name="Cells">For each axis, the cells of all trials that are used.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="LeftOut">How many trials have no finite score.</param>
internal sealed record ImportanceInput(
    ImmutableArray<CellAxis> Axes, int[][] Cells, ImmutableArray<double> Scores, int LeftOut)
{
    /// <exception cref="ArgumentException">A configuration lies outside the space.</exception>
    public static ImportanceInput Of(SearchSpace space, IEnumerable<ScoredConfiguration> trials)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(trials);
        var all = trials.ToList();
        var used = all.FindAll(static trial => double.IsFinite(trial.Score));
        foreach (var trial in used)
        {
            if (space.Mistakes(trial.Config) is [var mistake, ..])
            {
                throw new ArgumentException(
                    $"The configuration {trial.Config} does not lie in the search space, so its importance can't be " +
                    $"computed there. {mistake}", nameof(trials));
            }
        }

        var grid = new CellGrid(space);
        return new ImportanceInput(
            grid.Axes, grid.CellsOf([.. used.Select(static trial => trial.Config)]),
            [.. used.Select(static trial => trial.Score)], all.Count - used.Count);
    }

    public ImportanceResult Result() => new() { TrialsUsed = Scores.Length, TrialsLeftOut = LeftOut };

    public ImportanceResult Refuse(string reason, double? fit = null) =>
        Result() with { NoSharesReason = reason, Fit = fit };

    /// <summary>Why nothing can be said; none when there is enough.</summary>
    public ImportanceResult? RefuseFewerThan(int needed)
    {
        if (Axes.IsEmpty) return Refuse("The search space has no hyperparameter with a choice.");

        var failed = LeftOut == 0 ? "" : $" ({Literal.Of(LeftOut)} more have no score that could be used)";
        if (Scores.Length < needed)
        {
            return Refuse(
                $"There are too few trials: {Literal.Of(Scores.Length)}{failed}, and {Literal.Of(Axes.Length)} " +
                $"hyperparameters need {Literal.Of(needed)}. Run more trials.");
        }

        return Scores.Min() == Scores.Max()
            ? Refuse(
                $"All {Literal.Of(Scores.Length)} scores are equal{failed}, so there is no difference to explain. " +
                "Check that the metric is the right one.")
            : null;
    }
}
