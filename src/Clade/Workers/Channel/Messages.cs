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

/// <summary>About an attempt; the token is the one that the attempt's start came with.</summary>
internal abstract record AttemptMessage(TrialId Trial, int Attempt, string Token) : WorkerMessage;

internal sealed record StartedMessage(TrialId Trial, int Attempt, string Token, Configuration Config)
    : AttemptMessage(Trial, Attempt, Token);

internal sealed record ReportMessage(
    TrialId Trial, int Attempt, string Token, long Sequence, Metrics Metrics, bool CanSave,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Unread = null)
    : AttemptMessage(Trial, Attempt, Token);

internal sealed record SavedMessage(TrialId Trial, int Attempt, string Token, long Sequence, long Bytes)
    : AttemptMessage(Trial, Attempt, Token);

internal sealed record EndedMessage(
    TrialId Trial, int Attempt, string Token, AttemptOutcome Outcome, TrialError? Error, string? Damage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Unread = null)
    : AttemptMessage(Trial, Attempt, Token);

/// <summary>What the driver says to a worker.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartMessage), "start")]
[JsonDerivedType(typeof(AnswerMessage), "answer")]
[JsonDerivedType(typeof(ExitMessage), "exit")]
[JsonDerivedType(typeof(RefusedMessage), "refused")]
internal abstract record DriverMessage;

internal sealed record StartMessage(
    TrialId Trial, int Attempt, string Token, string Folder, Configuration Config, CheckpointId? Checkpoint,
    long Iteration, double TrialTime, ulong Seed, double LearningRateFactor, ImmutableArray<int> Cpus,
    ImmutableArray<string> Gpus, string OutputMark,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WeightRestart? Restart = null)
    : DriverMessage;

internal sealed record AnswerMessage(
    TrialId Trial, int Attempt, long Sequence, ReplyKind Decision, CheckpointId? Checkpoint, double LearningRateFactor)
    : DriverMessage;

internal sealed record ExitMessage : DriverMessage;

internal sealed record RefusedMessage(int Protocol, string Reason) : DriverMessage;
