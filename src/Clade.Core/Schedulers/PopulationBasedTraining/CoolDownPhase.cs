namespace Clade.Schedulers;

/// <summary>The end of the budget, without decisions, in which learning rates fall to 0.</summary>
internal static class CoolDownPhase
{
    /// <summary>
    /// The factor for the iteration that follows; 1 before the cool-down, above 0 in its last iteration.
    /// </summary>
    /// <param name="share">The cool-down's share of the budget; 0 for none.</param>
    /// <param name="budget">Iterations in all.</param>
    /// <param name="iteration">Iterations done.</param>
    public static double FactorAt(double share, long? budget, long iteration)
    {
        if (share <= 0 || budget is not { } all) return 1;

        return Math.Clamp((all - iteration) / (share * all), 0, 1);
    }

    /// <summary>Whether no decision is taken any more. At its very beginning the last one is.</summary>
    public static bool Includes(double share, long? budget, long iteration) =>
        share > 0 && budget is { } all && iteration > all * (1 - share);
}
