using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Clade.Experiments;

/// <summary>Something that happened outside and that the experiment has to know.</summary>
/// <param name="Time">When, by the host's clock.</param>
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(AttemptStarted), "attempt_started")]
[JsonDerivedType(typeof(Reported), "reported")]
[JsonDerivedType(typeof(CheckpointSaved), "checkpoint_saved")]
[JsonDerivedType(typeof(AttemptEnded), "attempt_ended")]
[JsonDerivedType(typeof(CheckpointDamaged), "checkpoint_damaged")]
[JsonDerivedType(typeof(Proposed), "proposed")]
[JsonDerivedType(typeof(TimePassed), "time_passed")]
[JsonDerivedType(typeof(StopRequested), "stop_requested")]
[JsonDerivedType(typeof(PauseRequested), "pause_requested")]
[JsonDerivedType(typeof(ResumeRequested), "resume_requested")]
[JsonDerivedType(typeof(MemoryReported), "memory_reported")]
[JsonDerivedType(typeof(MemoryExceeded), "memory_exceeded")]
internal abstract record ExperimentEvent(DateTimeOffset Time);

/// <summary>A driver opened the experiment: the first event, and the first after each resume.</summary>
/// <param name="Time">When.</param>
/// <param name="Machine">What this driver may hand out.</param>
/// <param name="Setup">The options from here on; they may differ from those before.</param>
/// <param name="Memory">How much memory the machine has left.</param>
internal sealed record Opened(
    DateTimeOffset Time, MachineResources Machine,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExperimentSetup? Setup = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] MemoryLevel Memory = MemoryLevel.Ample)
    : ExperimentEvent(Time);

/// <summary>The training function of an attempt was entered.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Config">The configuration that the training function really got.</param>
internal sealed record AttemptStarted(DateTimeOffset Time, TrialId Trial, int Attempt, Configuration Config)
    : ExperimentEvent(Time);

/// <summary>The training function finished an iteration and waits for an answer.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Sequence">1 for the attempt's first report, and so on: a repeated number is a redelivery.</param>
/// <param name="Metrics">What was measured.</param>
/// <param name="CanSave">Whether the report came with a way to save a checkpoint.</param>
/// <param name="Unread">
/// The hyperparameters that the training function has not read, in an attempt's second report; none if there is no such
/// hyperparameter, or if it is not known.
/// </param>
internal sealed record Reported(
    DateTimeOffset Time, TrialId Trial, int Attempt, long Sequence, Metrics Metrics, bool CanSave,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Unread = null)
    : ExperimentEvent(Time);

/// <summary>The checkpoint that was asked for is published; the training function waits for the next answer.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Sequence">The report that the checkpoint belongs to.</param>
/// <param name="Bytes">The size of its files together.</param>
internal sealed record CheckpointSaved(DateTimeOffset Time, TrialId Trial, int Attempt, long Sequence, long Bytes)
    : ExperimentEvent(Time);

/// <summary>The attempt is over and what it held is free.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">Why, unless it ended well.</param>
/// <param name="Unread">As in <see cref="Reported"/>, for an attempt that ended after its first report.</param>
internal sealed record AttemptEnded(
    DateTimeOffset Time, TrialId Trial, int Attempt, AttemptOutcome Outcome, TrialError? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Unread = null)
    : ExperimentEvent(Time);

/// <summary>An attempt could not start from its checkpoint, because that is damaged; the attempt is over.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Checkpoint">The damaged checkpoint.</param>
/// <param name="Reason">What was found.</param>
internal sealed record CheckpointDamaged(
    DateTimeOffset Time, TrialId Trial, int Attempt, CheckpointId Checkpoint, string Reason) : ExperimentEvent(Time);

/// <summary>The sampler has answered.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">The trial that it was asked for.</param>
/// <param name="Config">The configuration; none if there is none left, or something went wrong.</param>
/// <param name="Mistake">What went wrong; none if nothing did.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Proposed(
    DateTimeOffset Time, TrialId Trial, Configuration? Config, string? Mistake, TimeSpan Took) : ExperimentEvent(Time);

/// <summary>The deadline that the experiment asked for has come.</summary>
/// <param name="Time">When.</param>
internal sealed record TimePassed(DateTimeOffset Time) : ExperimentEvent(Time);

/// <summary>The user or the host wants the experiment to stop, so that it can be resumed.</summary>
/// <param name="Time">When.</param>
/// <param name="Reason">For people.</param>
internal sealed record StopRequested(DateTimeOffset Time, string Reason) : ExperimentEvent(Time);

/// <summary>The user wants a trial, or all of them, to save and leave their workers until told to go on.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Which trial; none for the whole experiment.</param>
internal sealed record PauseRequested(DateTimeOffset Time, TrialId? Trial) : ExperimentEvent(Time);

/// <summary>The user lets a trial that was paused go on, or all of them.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Which trial; none for the whole experiment and every trial.</param>
internal sealed record ResumeRequested(DateTimeOffset Time, TrialId? Trial) : ExperimentEvent(Time);

/// <summary>The machine's memory got short or ample; again and again while it is critical.</summary>
/// <param name="Time">When.</param>
/// <param name="Level">What there is.</param>
/// <param name="AvailableBytes">What was left.</param>
/// <param name="TotalBytes">Of how much.</param>
/// <param name="Attempts">
/// What each live attempt took of it, where memory is critical; none where attempts can't be told apart.
/// </param>
internal sealed record MemoryReported(
    DateTimeOffset Time, MemoryLevel Level, long AvailableBytes, long TotalBytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ImmutableArray<AttemptMemory>? Attempts = null) : ExperimentEvent(Time);

/// <summary>What an attempt takes of the machine's memory.</summary>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Bytes">Its processes' memory together.</param>
internal sealed record AttemptMemory(TrialId Trial, int Attempt, long Bytes);

/// <summary>An attempt takes more memory than its trial asked for.</summary>
/// <param name="Time">When.</param>
/// <param name="Trial">Whose attempt.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Bytes">Its processes' memory together.</param>
/// <param name="LimitBytes">What it may take.</param>
internal sealed record MemoryExceeded(DateTimeOffset Time, TrialId Trial, int Attempt, long Bytes, long LimitBytes)
    : ExperimentEvent(Time);
