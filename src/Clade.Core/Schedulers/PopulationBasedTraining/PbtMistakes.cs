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

        var fit = MutationCheck.Mistakes(settings.Space, pbt.Mutations);
        foreach (var mistake in fit) yield return mistake;
        if (fit.Count > 0) yield break;

        foreach (var mistake in pbt.Explore.Mistakes(settings.Space, pbt.Mutations)) yield return mistake;
    }
}
