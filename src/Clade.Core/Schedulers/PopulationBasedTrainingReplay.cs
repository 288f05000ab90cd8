using System.Collections.Immutable;
using System.Globalization;
using Clade.Experiments;
using Clade.Schedulers;

namespace Clade;

/// <summary>Trains one trial along the schedule that a trial of Population Based Training had found.</summary>
/// <remarks>
/// The configuration history is reproduced exactly. At each step of the schedule the trial saves, leaves and goes on
/// from its own checkpoint with the new configuration, as an exploit would have it. Set <c>Trials</c> to 1.
/// </remarks>
public sealed record PopulationBasedTrainingReplay : Scheduler
{
    /// <summary>The schedule: from which iteration on which configuration.</summary>
    /// <value>At least one step; the first begins at iteration 0, and iterations rise.</value>
    /// <exception cref="ArgumentException">The schedule is empty, does not begin at 0, or does not rise.</exception>
    public required ImmutableArray<ScheduleStep> Schedule
    {
        get;
        init
        {
            if (value.IsDefaultOrEmpty || value[0].Iteration != 0)
            {
                throw new ArgumentException(
                    "A schedule must begin with a step at iteration 0: the configuration to start with.",
                    nameof(Schedule));
            }

            for (var i = 1; i < value.Length; i++)
            {
                if (value[i].Iteration <= value[i - 1].Iteration)
                {
                    throw new ArgumentException(
                        $"The schedule's step at iteration {value[i].Iteration} follows one at iteration " +
                        $"{value[i - 1].Iteration}: iterations must rise.",
                        nameof(Schedule));
                }
            }

            field = value;
        }
    }

    internal override bool SavesImprovements => false;

    internal override Configuration? FirstConfiguration => Schedule[0].Config;

    internal override string Describe() => $"replay of a schedule of {Schedule.Length} step(s)";

    internal override IEnumerable<string> Mistakes(ExperimentSettings settings)
    {
        if (settings.Trials != 1)
        {
            var trials = settings.Trials?.ToString(CultureInfo.InvariantCulture) ?? "not set";
            yield return $"Trials is {trials}, but a replay trains one trial: set Trials to 1.";
        }

        foreach (var step in Schedule)
        {
            foreach (var mistake in settings.Space.Mistakes(step.Config))
            {
                yield return
                    $"The schedule's step at iteration {step.Iteration} does not fit the search space: {mistake}";
            }
        }
    }

    internal override ReportVerdict OnReport(
        ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        StepAt(trial.Iteration) is null ? ReportVerdict.Continue : ReportVerdict.ReadyPoint;

    internal override void OnReady(Decider decider, TrialId trial)
    {
        var state = decider.State[trial];
        var step = StepAt(state.Iteration)!;
        decider.Emit(new Reconfigure(trial, decider.State.SegmentCount, step.Config, state.Checkpoints[0]));
        decider.Yield(trial);
    }

    internal override void OnReopened(Decider decider, IReadOnlyList<TrialId> trials)
    {
        // The stop came before the step of the same iteration.
        foreach (var trial in trials)
        {
            var state = decider.State[trial];
            if (StepAt(state.Iteration) is not { } step || step.Config.Equals(state.Config)) continue;

            decider.Emit(new Reconfigure(trial, decider.State.SegmentCount, step.Config, state.Checkpoints[0]));
        }
    }

    private ScheduleStep? StepAt(long iteration) => Schedule.FirstOrDefault(step => step.Iteration == iteration);
}
