using Clade.Experiments;
using Clade.Storage;

namespace Clade.Driver;

/// <summary>Finds what is wrong with an experiment before anything starts, every mistake at once.</summary>
internal static class OptionMistakes
{
    /// <summary>More trials at once than this were not meant.</summary>
    private const int SlotsMax = 1000;

    public static IEnumerable<OptionMistake> In(
        TuneOptions options, ExperimentSettings settings, MachineResources machine)
    {
        if (ExperimentName.Mistake(options.Name) is { } name) yield return new(nameof(options.Name), name);

        if (settings is { Trials: null, Stop: { TimeBudget: null, TotalIterationBudget: null } })
        {
            yield return new(
                nameof(options.Trials),
                "Neither Trials nor a budget is set, so the experiment would never end: set Trials, or add " +
                "Stop.AfterTime(…) or Stop.AfterTotalIterations(…) to Stop.");
        }

        if (ResourceFit.ReasonItCannotFit(options.Resources, machine) is { } unfit)
        {
            yield return new(nameof(options.Resources), unfit);
        }

        var slots = ResourceLedger.For(machine).CountThatFit(options.Resources);
        if (options.MaxConcurrentTrials is null && slots > SlotsMax)
        {
            yield return new(
                nameof(options.Resources),
                $"Resources asks for so little that more than {SlotsMax} trials would run at once: ask for " +
                "a share of a CPU, or set MaxConcurrentTrials.");
        }

        foreach (var problem in settings.Stop.ProblemsWith(settings.Objective))
        {
            yield return new(nameof(options.Stop), problem);
        }

        foreach (var mistake in settings.Sampler.Mistakes(settings.Space).Concat(
            settings.Sampler.Mistakes(settings.Objective)))
        {
            yield return new(nameof(options.Sampler), mistake);
        }

        if (!settings.Space.DefinitionMistakes.IsEmpty) yield break;

        foreach (var mistake in settings.Scheduler.Mistakes(settings))
        {
            yield return new(nameof(options.Scheduler), mistake);
        }
    }
}

/// <summary>A mistake, and the option that it is to be mended at.</summary>
/// <param name="Option">A property's name of <see cref="TuneOptions"/>.</param>
/// <param name="Message">What is wrong, why, and what to do.</param>
internal readonly record struct OptionMistake(string Option, string Message);
