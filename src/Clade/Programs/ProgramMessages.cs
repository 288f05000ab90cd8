using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Clade.Trials;

namespace Clade.Programs;

/// <summary>
/// What Clade says to a program that takes part. The fields are documented in <c>docs/channel.md</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartOrder), "start")]
[JsonDerivedType(typeof(AnswerOrder), "answer")]
[JsonDerivedType(typeof(ExitOrder), "exit")]
internal abstract record ProgramOrder;

/// <summary>Begins an attempt. The checkpoint is a folder; none on a fresh start.</summary>
internal sealed record StartOrder(
    TrialId Trial, int Attempt, Configuration Config, string? Checkpoint, long Iteration, double TrialTime, int Seed,
    double LearningRateFactor, ImmutableArray<int> Cpus, ImmutableArray<string> Gpus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WeightRestart? Restart) : ProgramOrder
{
    public static StartOrder Of(AttemptOrder order, AttemptReporter reporter) => new(
        order.Trial, order.Attempt, order.Config, reporter.CheckpointFolder, order.Iteration, order.TrialTime,
        AttemptValues.SeedOf(order), order.LearningRateFactor, order.Cpus, order.Gpus, order.Restart);
}

/// <summary>What a report led to. The folder is where to save, when told to save.</summary>
internal sealed record AnswerOrder(
    TrialId Trial, int Attempt, long Sequence, ReplyKind Decision, string? Folder, double LearningRateFactor)
    : ProgramOrder;

internal sealed record ExitOrder : ProgramOrder;

/// <summary>What a program says, after its hello.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartedSaid), "started")]
[JsonDerivedType(typeof(ReportSaid), "report")]
[JsonDerivedType(typeof(SavedSaid), "saved")]
[JsonDerivedType(typeof(EndedSaid), "ended")]
internal abstract record ProgramSaid(TrialId Trial, int Attempt);

internal sealed record StartedSaid(TrialId Trial, int Attempt, Configuration Config) : ProgramSaid(Trial, Attempt);

internal sealed record ReportSaid(TrialId Trial, int Attempt, long Sequence, Metrics Metrics, bool CanSave)
    : ProgramSaid(Trial, Attempt);

internal sealed record SavedSaid(TrialId Trial, int Attempt, long Sequence) : ProgramSaid(Trial, Attempt);

internal sealed record EndedSaid(TrialId Trial, int Attempt, AttemptOutcome Outcome, TrialError? Error = null)
    : ProgramSaid(Trial, Attempt);
