namespace Clade.Schedulers;

/// <summary>Which part of a population each trial is in, where a part is selected by its rate of improvement.</summary>
internal static class ImprovementParts
{
    /// <summary>The evaluators; 1 is the greedy sub-population, and its parents are 2, 3, …</summary>
    public const int Evaluators = 0;

    public const int Greedy = 1;

    /// <summary>The first of the parent sub-populations.</summary>
    public const int FirstParents = 2;

    /// <summary>The part that a trial belongs to, however many trials there are.</summary>
    public static int PartOf(FasterImprovementRate rate, TrialId trial)
    {
        var left = trial.Value;
        for (var turn = 0; turn < rate.ParentSizes.Max(); turn++)
        {
            if (left-- == 0) return Greedy;

            for (var parents = 0; parents < rate.ParentSizes.Length; parents++)
            {
                if (turn < rate.ParentSizes[parents] && left-- == 0) return FirstParents + parents;
            }
        }

        return left < rate.Evaluators ? Evaluators : Greedy;
    }

    /// <summary>The number of the last of the parent sub-populations.</summary>
    public static int LastParents(FasterImprovementRate rate) => FirstParents + rate.ParentSizes.Length - 1;
}
