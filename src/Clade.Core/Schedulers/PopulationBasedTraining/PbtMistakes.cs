using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Options of Population Based Training that do not go together with the experiment.</summary>
internal static class PbtMistakes
{
    public static IEnumerable<string> In(PopulationBasedTraining pbt, ExperimentSettings settings)
    {
        if (settings.Trials is null)
        {
            yield return "Trials is not set, but a population has a size: set Trials (4 to 40 are usual).";
        }

        if (pbt.CoolDown > 0 && settings.Stop.IterationBudget is null)
        {
            yield return $"CoolDown is {pbt.CoolDown}, but the stop rule sets no number of iterations to take a " +
                "share of: add Stop.AtIteration(n), or leave CoolDown out.";
        }

        if (pbt.GenerationTimeout is not null && !pbt.Synchronous)
        {
            yield return "GenerationTimeout is set, but there are generations only in synchronous mode: set " +
                "Synchronous, or leave GenerationTimeout out.";
        }

        foreach (var mistake in SelectionMistakes(pbt, settings)) yield return mistake;

        if (pbt.Restart is not null && !pbt.Synchronous)
        {
            yield return "Restart is set, but a population restarts at the end of a generation, and only synchronous " +
                "mode has generations: set Synchronous.";
        }

        if (!pbt.SubPopulations.IsEmpty)
        {
            foreach (var mistake in SubPopulationMistakes(pbt, settings)) yield return mistake;
        }

        if (pbt.ImprovementRate is { } rate)
        {
            foreach (var mistake in ImprovementMistakes.In(pbt, rate, settings)) yield return mistake;
        }

        var fit = MutationCheck.Mistakes(settings.Space, pbt.Mutations);
        foreach (var mistake in fit) yield return mistake;
        if (fit.Count > 0) yield break;

        foreach (var mistake in pbt.Explore.Mistakes(settings.Space, pbt.Mutations)) yield return mistake;
    }

    private static IEnumerable<string> SelectionMistakes(
        PopulationBasedTraining pbt, ExperimentSettings settings)
    {
        if (pbt.InitialMultiple == 1) yield break;

        if (!pbt.Synchronous || pbt.GenerationTimeout is not null)
        {
            yield return $"InitialMultiple is {pbt.InitialMultiple}, but the best can be chosen only when all have " +
                "come to their first ready point: set Synchronous, and leave GenerationTimeout out.";
        }

        if (settings.Trials is { } trials && (trials % pbt.InitialMultiple != 0 || trials / pbt.InitialMultiple < 2))
        {
            yield return $"Trials is {trials} and InitialMultiple is {pbt.InitialMultiple}, but Trials counts all " +
                $"that begin, of which one in {pbt.InitialMultiple} goes on: set Trials to a multiple of " +
                $"{pbt.InitialMultiple} from {2 * pbt.InitialMultiple} on.";
        }
    }

    private static IEnumerable<string> SubPopulationMistakes(
        PopulationBasedTraining pbt, ExperimentSettings settings)
    {
        if (!pbt.Synchronous)
        {
            yield return "SubPopulations is set, but their periods are counted in generations, which only " +
                "synchronous mode has: set Synchronous.";
        }

        if (pbt.Exploit is not TruncationSelection)
        {
            yield return $"SubPopulations is set, and Exploit is {pbt.Exploit.Describe()}, but sub-populations copy " +
                "by rank: leave Exploit out.";
        }

        if (settings.Trials is not { } begun || begun % pbt.InitialMultiple != 0) yield break;

        var (trials, parts) = (begun / pbt.InitialMultiple, pbt.SubPopulations.Length);
        if (trials % parts != 0 || trials / parts < SubPopulationDecision.MembersMin)
        {
            yield return $"The population has {trials} trials, but {parts} sub-populations of equal size with at " +
                $"least {SubPopulationDecision.MembersMin} members each are needed: let it have a multiple of " +
                $"{parts} " +
                $"from {parts * SubPopulationDecision.MembersMin} on, or give fewer periods.";
        }
        else if (pbt.QuantileFraction == 0 || 2 * Math.Ceiling(trials / parts * pbt.QuantileFraction) >= trials / parts)
        {
            yield return $"QuantileFraction is {pbt.QuantileFraction}, which leaves nobody in a sub-population of " +
                $"{trials / parts} between those who are copied and those who copy to take over from the others: " +
                "0.25 is usual.";
        }
    }
}
