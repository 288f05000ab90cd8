using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>The experiment as a function: what happened goes in, what was decided comes out.</summary>
/// <remarks>
/// The state is a fold over events and commands, and deciding only appends commands. So a journal that recorded both
/// gives back the state without deciding anything again: what was recorded wins.
/// </remarks>
internal static class Experiment
{
    /// <summary>Takes an event in and decides what follows.</summary>
    public static StepResult Step(ExperimentSettings settings, ExperimentState state, ExperimentEvent happened)
    {
        var decider = new Decider(settings, EventFold.Apply(settings, state, happened));
        Reactions.To(decider, state, happened);
        return new StepResult(decider.State, decider.Commands);
    }

    /// <summary>Takes an event in together with what was decided when it came first.</summary>
    public static ExperimentState Replay(
        ExperimentSettings settings, ExperimentState state, ExperimentEvent happened, ImmutableArray<Command> commands)
    {
        var next = EventFold.Apply(settings, state, happened);
        foreach (var command in commands) next = CommandFold.Apply(next, command);
        return next;
    }

    /// <summary>Whether a worker's message is from the trial's live attempt, and not a redelivered one.</summary>
    /// <param name="state">The state before the event.</param>
    /// <param name="trial">The trial that the message names.</param>
    /// <param name="attempt">The attempt that it names.</param>
    public static bool IsCurrent(ExperimentState state, TrialId trial, int attempt) =>
        trial.Value >= 0 && trial.Value < state.Trials.Count && state[trial].Attempt?.Number == attempt;

    /// <summary>When the experiment wants to be woken though nothing happens; none if it needs not be.</summary>
    public static DateTimeOffset? NextDeadline(ExperimentSettings settings, ExperimentState state) =>
        Deadlines.Next(settings, state);
}
