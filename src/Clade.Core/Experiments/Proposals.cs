using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>What a sampler that learns is asked, and what it says: computed beside the experiment's loop.</summary>
internal static class Proposals
{
    /// <summary>
    /// One that took so long is asked for ahead from then on, while workers train: better that the sampler knows one
    /// result less than that a slot waits.
    /// </summary>
    public static readonly TimeSpan LongTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Computes what was asked for. Pure, but for what the memory keeps; may take seconds.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="state">The state in which it was asked for.</param>
    /// <param name="asked">The question.</param>
    /// <param name="memory">The same for all proposals of a driver.</param>
    /// <returns>The configuration (none if there is none left), or what went wrong.</returns>
    public static (Configuration? Config, string? Mistake) Compute(
        ExperimentSettings settings, ExperimentState state, RequestProposal asked, SamplerMemory memory)
    {
        var request = new ProposalRequest(
            settings.Space, asked.Trial.Value, settings.Seed, HistoryOf(settings, state))
        { Memory = memory };
        try
        {
            return (settings.Sampler.Propose(request), null);
        }
        catch (CladeException mistake)
        {
            // A user's function in the search space threw.
            return (null, mistake.Message);
        }
    }

    /// <summary>What the trials tell a sampler.</summary>
    public static TrialHistory HistoryOf(ExperimentSettings settings, ExperimentState state)
    {
        var observations = ImmutableArray.CreateBuilder<Observation>(
            settings.EarlierObservations.Length + state.Ended);
        var pending = ImmutableArray.CreateBuilder<Observation>(state.Trials.Count - state.Ended);
        observations.AddRange(settings.EarlierObservations);
        foreach (var trial in state.Trials)
        {
            var observation = new Observation(
                trial.Id.Value, trial.Config,
                trial.Status == TrialStatus.Failed ? Score.Worst : trial.BestScore, trial.Iteration)
            {
                Metrics = trial.LastMetrics,
                Levels = settings.Scheduler.LevelsOf(state, trial),
            };
            (trial.HasEnded ? observations : pending).Add(observation);
        }

        return new TrialHistory(observations.ToImmutable(), pending.ToImmutable());
    }
}
