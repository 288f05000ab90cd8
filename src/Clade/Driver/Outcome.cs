using Clade.Experiments;
using Clade.Storage;

namespace Clade.Driver;

/// <summary>Tells the caller that there is no result to read, and why.</summary>
internal static class Outcome
{
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="CladeException">The set-up had a mistake, or no trial got anywhere.</exception>
    public static void ThrowUnlessCompleted(
        ExperimentState state, ExperimentFolder folder, string howToResume, CancellationToken cancellationToken)
    {
        switch (state.Status)
        {
            case ExperimentStatus.Interrupted:
                throw new OperationCanceledException(
                    $"The experiment was interrupted ({state.EndReason}). Everything reported is in {folder.Path}: " +
                    $"go on with {howToResume}.", cancellationToken);
            case ExperimentStatus.Failed:
                throw new CladeException(state.EndReason ?? "The experiment failed.");
        }

        if (!state.Trials.IsEmpty && state.Trials.All(static trial => trial.Status == TrialStatus.Failed))
        {
            var first = state.Trials.First(static trial => trial.Error is not null).Error!;
            throw new CladeException(
                $"All {state.Trials.Count} trials failed. Trial 0: {first.Kind}: {first.Message}{Environment.NewLine}" +
                $"{first.Details}{Environment.NewLine}The trials' output is in {folder.TrialsPath}.");
        }
    }
}
