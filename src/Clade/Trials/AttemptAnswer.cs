namespace Clade.Trials;

/// <summary>The answer to a report, as the training function's side gets it.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Checkpoint">The name to save under, when told to save.</param>
/// <param name="LearningRateFactor">For the next iteration.</param>
internal sealed record AttemptAnswer(ReplyKind Kind, CheckpointId? Checkpoint, double LearningRateFactor);
