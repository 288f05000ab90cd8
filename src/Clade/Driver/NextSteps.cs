using Clade.Experiments;
using Clade.Storage;

namespace Clade.Driver;

/// <summary>What to type once an experiment has stopped.</summary>
internal static class NextSteps
{
    /// <summary>How to go on with an interrupted experiment.</summary>
    /// <param name="training">What trains, as the user's code may call it.</param>
    /// <param name="configType">The user's record; none where the space is a dictionary.</param>
    /// <param name="folder">The experiment's folder.</param>
    public static string HowToResume(string training, Type? configType, ExperimentFolder folder) =>
        $"await Tune.ResumeAsync{(configType is null ? "" : $"<{NameOf(configType)}>")}({training}, " +
        $"\"{folder.Path}\", options)";

    /// <summary>How to train along the winner's schedule; none where it was a single configuration.</summary>
    public static string? HowToReplay(ExperimentState state, ExperimentFolder folder, DriverHooks hooks)
    {
        if (state.ExploitCount == 0 || state.Best is null) return null;

        try
        {
            if (TuneResult.Open(folder.Path).BestOrDefault is not { Schedule.Steps.Length: > 1 }) return null;

            return hooks.HowToReplay?.Invoke(folder.Path)
                ?? "options with { Trials = 1, Scheduler = new PopulationBasedTrainingReplay { Schedule = " +
                $"TuneResult.Open(\"{folder.Path}\").Best.Schedule.Steps }} }}";
        }
        catch (StoreException)
        {
            // It is a hint; whoever opens the result next hears of the damage.
            return null;
        }
    }

    private static string NameOf(Type type) =>
        type.DeclaringType is { } outer ? $"{NameOf(outer)}.{type.Name}" : type.Name;
}
