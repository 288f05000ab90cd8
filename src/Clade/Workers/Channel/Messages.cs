using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Clade.Workers.Channel;

/// <summary>What a worker says to the driver. The fields are documented in <c>docs/channel.md</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(HelloMessage), "hello")]
[JsonDerivedType(typeof(StartedMessage), "started")]
[JsonDerivedType(typeof(ReportMessage), "report")]
[JsonDerivedType(typeof(SavedMessage), "saved")]
[JsonDerivedType(typeof(EndedMessage), "ended")]
internal abstract record WorkerMessage;

internal sealed record HelloMessage(int Protocol, string Token) : WorkerMessage;

internal sealed record StartedMessage(TrialId Trial, int Attempt, Configuration Config) : WorkerMessage;

internal sealed record ReportMessage(TrialId Trial, int Attempt, long Sequence, Metrics Metrics, bool CanSave)
    : WorkerMessage;

internal sealed record SavedMessage(TrialId Trial, int Attempt, long Sequence, long Bytes) : WorkerMessage;

internal sealed record EndedMessage(
    TrialId Trial, int Attempt, AttemptOutcome Outcome, TrialError? Error, string? Damage) : WorkerMessage;

/// <summary>What the driver says to a worker.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartMessage), "start")]
[JsonDerivedType(typeof(AnswerMessage), "answer")]
[JsonDerivedType(typeof(ExitMessage), "exit")]
internal abstract record DriverMessage;

internal sealed record StartMessage(
    TrialId Trial, int Attempt, string Function, string Folder, Configuration Config, CheckpointId? Checkpoint,
    long Iteration, double TrialTime, ulong Seed, double LearningRateFactor, ImmutableArray<int> Cpus,
    ImmutableArray<string> Gpus, string OutputMark) : DriverMessage;

internal sealed record AnswerMessage(
    TrialId Trial, int Attempt, long Sequence, ReplyKind Decision, CheckpointId? Checkpoint, double LearningRateFactor)
    : DriverMessage;

internal sealed record ExitMessage : DriverMessage;
