using System.Collections.Immutable;

namespace Clade.Cli.Plots;

/// <summary>The trials whose score is of one configuration, in the part of the space that is recorded.</summary>
/// <param name="Space">That part.</param>
/// <param name="Trials">Those trials, by id.</param>
/// <param name="Remark">What was left out, for a subtitle; empty if nothing was.</param>
/// <param name="WhyFew">Why there are not more, for a refusal.</param>
internal sealed record ScoredTrials(
    SearchSpace Space, ImmutableArray<ScoredConfiguration> Trials, string Remark, string WhyFew)
{
    public static ScoredTrials Of(PlotInput input)
    {
        var read = input.Space;
        ImmutableArray<ScoredConfiguration> scored =
        [
            .. input.Result.ScoredConfigurations.Where(static trial => double.IsFinite(trial.Score))
                .Select(trial => trial with { Config = read.Reduce(trial.Config) }),
        ];
        var leftOut = input.Result.Trials.Length - scored.Length;
        var changed = input.Result.Trials.Count(static trial => trial.Exploits > 0);
        var remark = leftOut > 0 ? $"; {leftOut} trials without a score of one configuration are left out" : "";
        if (!read.WithFunctions.IsEmpty)
        {
            remark += $"; without {string.Join(", ", read.WithFunctions)}, which a function decides";
        }

        var why = changed > 0
            ? $" {changed} trials changed their configuration on the way, so their score is of none; the schedules " +
                "show those ('--kind schedules')."
            : "";
        return new ScoredTrials(read.WithoutFunctions, scored, remark, why);
    }

    /// <summary>The objective's metric behind a score.</summary>
    public static double MetricOf(Objective objective, double score) => objective.Maximizes ? score : -score;
}
