using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Experiments;

/// <summary>The warning about hyperparameters that the training function never reads.</summary>
internal static class UnreadWarning
{
    private const string Code = "never-read";

    /// <param name="decider">Gives the warning.</param>
    /// <param name="before">The state before the event.</param>
    /// <param name="trial">Whose training function it is.</param>
    /// <param name="unread">The names that it has not read in a fresh attempt, as its worker says.</param>
    public static void Check(Decider decider, ExperimentState before, TrialId trial, ImmutableArray<string> unread)
    {
        if (before.Warned.Contains(Code) || before.Trials.Any(other => MayHaveShown(other, trial))) return;

        var names = Searched(decider.Settings.Space).Where(unread.Contains).Select(static name => $"'{name}'").ToList();
        if (names.Count == 0) return;

        decider.WarnOnce(
            Code,
            $"The training function of trial {trial} has not read {Literal.List(names)} from its configuration. The " +
            "search for a value that has no effect wastes trials and hides what the others do. Use it in training, " +
            "or take it out of the search space; what must stay at one value is a Search.Constant.",
            trial);
    }

    // Only the first attempt that gets so far can say that nobody read a value: a later one may have taken another
    // way through the same function. What an attempt with one report read, it shows at its end.
    private static bool MayHaveShown(TrialState other, TrialId trial) => other switch
    {
        _ when other.Id == trial => other.AttemptCount > 1,
        { LastMetrics: null } => false,
        { AttemptCount: > 1 } or { Attempt: null } => true,
        _ => other.Iteration > 1,
    };

    /// <summary>
    /// The hyperparameters that only reading can give an effect: a constant is not searched, and one that others
    /// depend on shows in those.
    /// </summary>
    private static IEnumerable<string> Searched(SearchSpace space)
    {
        var parameters = space.Parameters;
        var conditions = parameters.SelectMany(static parameter => parameter.Conditions).ToList();
        var parents = conditions.OfType<ValueCondition>().Select(static condition => condition.Name).ToHashSet();

        // Nobody knows which of the values before it a user's function looks at.
        var lastFunction = -1;
        for (var i = 0; i < parameters.Length; i++)
        {
            var hasFunction = parameters[i].Domain is FunctionDomain
                || parameters[i].Conditions.Any(static condition => condition is FunctionCondition);
            if (hasFunction) lastFunction = i;
        }

        return parameters
            .Where((parameter, i) => i >= lastFunction && parameter.Domain is not ConstantDomain
                && !parents.Contains(parameter.Name))
            .Select(static parameter => parameter.Name);
    }
}
