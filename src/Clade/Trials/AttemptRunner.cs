using System.Collections.Immutable;
using System.Reflection;
using Clade.Checkpoints;
using Clade.Programs;
using Clade.Storage;

namespace Clade.Trials;

/// <summary>How an attempt ended, as its own side sees it.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Error">Why, unless it ended well.</param>
/// <param name="Damage">What is wrong with its checkpoint, if that is why it could not start.</param>
/// <param name="Unread">The hyperparameters that were not read, if its end is what tells.</param>
internal sealed record AttemptResult(
    AttemptOutcome Outcome, TrialError? Error = null, string? Damage = null, ImmutableArray<string>? Unread = null);

/// <summary>Runs one attempt: checks its checkpoint, calls the training function, and says how that ended.</summary>
internal static class AttemptRunner
{
    // Together far below the longest line of the channel, in any script.
    private const int MessageLengthMax = 16_000;
    private const int DetailsLengthMax = 64_000;

    public static AttemptResult Run(
        AttemptOrder order, TrainingFunction function, CheckpointStore checkpoints, IAttemptLink link)
    {
        string? folder = null;
        try
        {
            if (order.Checkpoint is { } checkpoint) folder = checkpoints.Verify(checkpoint).Folder;
        }
        catch (CheckpointDamagedException damage)
        {
            return new AttemptResult(AttemptOutcome.Failed, Damage: damage.Reason);
        }
        catch (StoreException e)
        {
            // Not the training function's failure, and perhaps not the checkpoint's: another worker may read it.
            return new AttemptResult(
                AttemptOutcome.Lost, new TrialError(TrialError.WorkerLost, e.Message, e.ToString()));
        }

        var reporter = new AttemptReporter(link, checkpoints, order, folder);
        try
        {
            var train = function.Prepare(order, reporter, out var inForce);
            link.Started(inForce);
            train();
        }
        catch (Exception e) when (reporter.HasLeft || e is not ChannelClosedException)
        {
            if (!reporter.HasLeft) return Failed(reporter.SaveFailure ?? e, reporter.SaveFailure is not null);
        }

        if (reporter.SaveFailure is { } failure) return Failed(failure, whileSaving: true);

        return new AttemptResult(
            reporter.HasLeft ? AttemptOutcome.Left : AttemptOutcome.Completed, Unread: reporter.UnreadAtEnd);
    }

    private static AttemptResult Failed(Exception e, bool whileSaving)
    {
        if (e is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 }) e = e.InnerException!;
        // As when a training function takes its worker along.
        var isLost = e is ProgramException { IsByKill: true };
        var message = whileSaving ? $"saving a checkpoint failed: {e.Message}" : e.Message;
        var kind = whileSaving && e is StoreException { InnerException: { } cause } && StoreFailure.IsLasting(cause)
            ? TrialError.StorageUnusable
            : isLost ? TrialError.WorkerLost : e is ProgramException program ? program.Kind : e.GetType().FullName!;
        return new AttemptResult(isLost ? AttemptOutcome.Lost : AttemptOutcome.Failed, new TrialError(
            kind, Shortened(message, MessageLengthMax), Shortened(e.ToString(), DetailsLengthMax)));
    }

    private static string Shortened(string text, int max) =>
        text.Length <= max ? text : $"{text[..max]}… ({text.Length - max} more characters)";
}
