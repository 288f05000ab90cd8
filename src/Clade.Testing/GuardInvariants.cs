using Clade.Experiments;

namespace Clade.Testing;

/// <summary>What must hold of trials that the user paused, and while memory is short.</summary>
internal static class GuardInvariants
{
    public static void Check(StepResult result)
    {
        var state = result.State;
        foreach (var command in result.Commands)
        {
            if (command is not StartAttempt start) continue;

            if (state.IsPausedByUser(start.Trial))
            {
                throw new InvariantViolationException($"trial {start.Trial} is started while it is paused");
            }

            if (state.Memory != MemoryLevel.Ample) RequireAlone(state, start.Trial);
        }
    }

    private static void RequireAlone(ExperimentState state, TrialId trial)
    {
        foreach (var id in state.Live)
        {
            if (id == trial || !state[id].IsBusy) continue;
            throw new InvariantViolationException(
                $"trial {trial} is started beside trial {id} while memory is {state.Memory}");
        }
    }
}
