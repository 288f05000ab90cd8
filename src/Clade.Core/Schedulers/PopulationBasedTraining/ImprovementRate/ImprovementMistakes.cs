using System.Globalization;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Options that do not go together with selection by the rate of improvement.</summary>
internal static class ImprovementMistakes
{
    public static IEnumerable<string> In(
        PopulationBasedTraining pbt, FasterImprovementRate rate, ExperimentSettings settings)
    {
        if (!pbt.Synchronous)
        {
            yield return "ImprovementRate is set, but evaluators are compared at the end of a generation, and only " +
                "synchronous mode has generations: set Synchronous.";
        }

        if (pbt.Exploit is not TruncationSelection)
        {
            yield return $"ImprovementRate is set, and Exploit is {pbt.Exploit.Describe()}, but sub-populations are " +
                "ranked by their rate of improvement, of which there are no samples to test: leave Exploit out.";
        }

        if (pbt.QuantileFraction == 0)
        {
            yield return "ImprovementRate is set, and QuantileFraction is 0, but then nobody in a sub-population " +
                "copies the faster ones: 0.25 is usual.";
        }

        if (pbt.Explore.ScoreChangesKept > 0)
        {
            yield return $"ImprovementRate is set, and Explore is {pbt.Explore.Describe()}, but that learns what " +
                "raises the score at once, which parent sub-populations are not selected by: leave Explore out.";
        }

        foreach (var mistake in CombinationMistakes(pbt)) yield return mistake;
        foreach (var mistake in SizeMistakes(pbt, rate, settings)) yield return mistake;
    }

    private static IEnumerable<string> CombinationMistakes(PopulationBasedTraining pbt)
    {
        if (!pbt.SubPopulations.IsEmpty)
        {
            yield return $"ImprovementRate and SubPopulations ({string.Join("/", pbt.SubPopulations)}) are set, but " +
                "each divides the population in its own way: leave one of them out.";
        }

        if (pbt.Restart is not null)
        {
            yield return "ImprovementRate and Restart are set, but a restart would break off every learning curve " +
                "that is to be compared: leave one of them out.";
        }

        if (pbt.InitialMultiple > 1)
        {
            yield return $"ImprovementRate is set, and InitialMultiple is {pbt.InitialMultiple}, but a trial's " +
                "number says which part it is in, so none can be left out: leave InitialMultiple out.";
        }
    }

    private static IEnumerable<string> SizeMistakes(
        PopulationBasedTraining pbt, FasterImprovementRate rate, ExperimentSettings settings)
    {
        var (parts, parents) = (rate.ParentSizes.Length, rate.ParentSizes.Sum());
        if (rate.Evaluators < 2 * parts || rate.Evaluators > parents)
        {
            yield return $"Evaluators is {rate.Evaluators} and ParentSizes is " +
                $"[{string.Join(", ", rate.ParentSizes)}], but each parent sub-population needs 2 evaluators to " +
                $"compare its members, and more than there are members would be idle: set Evaluators to " +
                $"{2 * parts} up to {parents}.";
        }

        if (settings.Trials is { } trials && trials < rate.TrialsMin)
        {
            yield return $"Trials is {trials}, but {rate.ParentSizes.Max()} members of the first sub-population, " +
                $"{string.Join(" and ", rate.ParentSizes)} of the parent ones and {rate.Evaluators} evaluators are " +
                $"{rate.TrialsMin}: set Trials to at least {rate.TrialsMin}, or make ParentSizes or " +
                "Evaluators smaller.";
        }

        var reports = rate.EvaluationIntervals * pbt.PerturbationInterval;
        if (pbt.TimeMetric is null && reports < rate.ReportsMin)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"EvaluationIntervals is {rate.EvaluationIntervals} and PerturbationInterval is ") + string.Create(
                CultureInfo.InvariantCulture,
                $"{pbt.PerturbationInterval}, so {reports} reports are compared, but even if all are better, fewer ") +
                string.Create(
                CultureInfo.InvariantCulture,
                $"than {rate.ReportsMin} are not significant at {rate.Significance}: report more often, or set ") +
                string.Create(
                CultureInfo.InvariantCulture,
                $"EvaluationIntervals to {Math.Ceiling(rate.ReportsMin / pbt.PerturbationInterval)} or more.");
        }
    }
}
