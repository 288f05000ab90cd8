using System.Text.Json.Serialization;

namespace Clade.Experiments;

/// <summary>
/// Something that the experiment decided. A command is a fact for the journal, changes the state when applied, and may
/// be an order to the host.
/// </summary>
[JsonDerivedType(typeof(CreateTrial), "create_trial")]
[JsonDerivedType(typeof(RequestProposal), "request_proposal")]
[JsonDerivedType(typeof(StartAttempt), "start_attempt")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(Hold), "hold")]
[JsonDerivedType(typeof(MarkReady), "mark_ready")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(ExploitDonor), "exploit")]
[JsonDerivedType(typeof(Reconfigure), "reconfigure")]
[JsonDerivedType(typeof(CloseGeneration), "close_generation")]
[JsonDerivedType(typeof(EnterBracket), "enter_bracket")]
[JsonDerivedType(typeof(EnterRung), "enter_rung")]
[JsonDerivedType(typeof(DecideRung), "decide_rung")]
[JsonDerivedType(typeof(RaiseTopRung), "raise_top_rung")]
[JsonDerivedType(typeof(RecordRound), "record_round")]
[JsonDerivedType(typeof(RestartPopulation), "restart_population")]
[JsonDerivedType(typeof(EndEvaluation), "end_evaluation")]
[JsonDerivedType(typeof(KillAttempt), "kill_attempt")]
[JsonDerivedType(typeof(EndTrial), "end_trial")]
[JsonDerivedType(typeof(ReopenTrial), "reopen_trial")]
[JsonDerivedType(typeof(DeleteCheckpoint), "delete_checkpoint")]
[JsonDerivedType(typeof(Warn), "warn")]
[JsonDerivedType(typeof(CloseSampler), "close_sampler")]
[JsonDerivedType(typeof(CloseExperiment), "close_experiment")]
[JsonDerivedType(typeof(EndExperiment), "end_experiment")]
internal abstract record Command;

/// <summary>A new trial with a configuration from the sampler.</summary>
/// <param name="Trial">Its id.</param>
/// <param name="Config">Its first configuration.</param>
/// <param name="Segment">The root segment that it opens.</param>
/// <param name="Seed">The seed that its training function gets in every attempt.</param>
internal sealed record CreateTrial(TrialId Trial, Configuration Config, int Segment, ulong Seed) : Command;

/// <summary>Order: ask the sampler, which learns and may take its time, for the next trial's configuration.</summary>
/// <param name="Trial">The id that the trial will have.</param>
internal sealed record RequestProposal(TrialId Trial) : Command;

/// <summary>Order: let a worker serve the trial.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">0 for its first attempt.</param>
/// <param name="Segment">The segment that this attempt continues.</param>
/// <param name="Config">The configuration to train with.</param>
/// <param name="Checkpoint">Where to start from; none means from scratch.</param>
/// <param name="Iteration">Iterations already done at that checkpoint.</param>
/// <param name="TrialTime">The time attribute's value at that checkpoint.</param>
/// <param name="Allocation">The devices that the attempt may use.</param>
/// <param name="Seed">The trial's seed.</param>
/// <param name="LearningRateFactor">The cool-down's factor for the first iteration.</param>
/// <param name="Restart">What to do to the checkpoint's weights first; none for nothing.</param>
internal sealed record StartAttempt(
    TrialId Trial, int Attempt, int Segment, Configuration Config, CheckpointId? Checkpoint, long Iteration,
    double TrialTime, ResourceAllocation Allocation, ulong Seed, double LearningRateFactor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WeightRestart? Restart = null) : Command;

/// <summary>Order: answer the report that waits.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Sequence">Which report.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Checkpoint">The name to save under, when told to save.</param>
/// <param name="Purpose">What happens once it is saved.</param>
/// <param name="End">How the trial ends once it is saved, when it saves for that.</param>
/// <param name="LearningRateFactor">The cool-down's factor for the next iteration.</param>
internal sealed record Answer(
    TrialId Trial, int Attempt, long Sequence, ReplyKind Kind, CheckpointId? Checkpoint = null,
    SavePurpose? Purpose = null, EndTrial? End = null, double LearningRateFactor = 1) : Command;

/// <summary>The trial waits for others: its report gets no answer yet, or it gets no new attempt.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Kind">What it waits for.</param>
internal sealed record Hold(TrialId Trial, HoldKind Kind) : Command;

/// <summary>The trial need not wait for others any more.</summary>
/// <param name="Trial">Which trial.</param>
internal sealed record Release(TrialId Trial) : Command;

/// <summary>The trial is at a ready point; its last score and checkpoint are one unit from here on.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="StandardError">The score's standard error, where the report carries one.</param>
internal sealed record MarkReady(TrialId Trial, double? StandardError) : Command;

/// <summary>A trial takes over a donor's checkpoint and an explored configuration, in a new segment.</summary>
/// <param name="Record">Everything about it.</param>
/// <param name="Segment">The segment that it opens.</param>
internal sealed record ExploitDonor(ExploitRecord Record, int Segment) : Command;

/// <summary>A trial goes on from its own checkpoint with another configuration, in a new segment.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Segment">The segment that it opens.</param>
/// <param name="Config">The configuration from here on.</param>
/// <param name="Checkpoint">The checkpoint that it goes on from.</param>
/// <param name="Restart">What is done to its weights, in a restart of the population; none for nothing.</param>
internal sealed record Reconfigure(
    TrialId Trial, int Segment, Configuration Config, CheckpointId Checkpoint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WeightRestart? Restart = null) : Command;

/// <summary>Synchronous mode: all decisions of a generation are taken.</summary>
/// <param name="Generation">The generation that ended.</param>
internal sealed record CloseGeneration(int Generation) : Command;

/// <summary>The trial belongs to a bracket: a group that is halved at rungs of its own.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Bracket">Which bracket.</param>
internal sealed record EnterBracket(TrialId Trial, int Bracket) : Command;

/// <summary>The trial has come to a rung, where it is compared with the others that came there.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Entry">The rung, what it is compared by, and what becomes of it.</param>
internal sealed record EnterRung(TrialId Trial, RungEntry Entry) : Command;

/// <summary>What becomes of a trial that waits at a rung.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Decision">Promoted or stopped.</param>
/// <param name="Cutoff">The score of the worst that was promoted, where they were compared together.</param>
internal sealed record DecideRung(
    TrialId Trial, RungDecision Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Score? Cutoff = null) : Command;

/// <summary>Trials may go up to a higher rung from here on.</summary>
/// <param name="Level">The rung.</param>
internal sealed record RaiseTopRung(double Level) : Command;

/// <summary>The best score of a generation, for a population that restarts when it stagnates.</summary>
/// <param name="Best">The score, oriented so that higher is better.</param>
/// <param name="Failures">How often in a row the smoothed series of them has failed to rise.</param>
internal sealed record RecordRound(double Best, int Failures) : Command;

/// <summary>The population stagnates: its series begins anew, with a longer interval.</summary>
/// <param name="Restarts">How many restarts there were with this one.</param>
internal sealed record RestartPopulation(int Restarts) : Command;

/// <summary>An evaluator of faster improvement rates is free for another member to evaluate.</summary>
/// <param name="Evaluator">The evaluator.</param>
/// <param name="Reason">For people.</param>
internal sealed record EndEvaluation(TrialId Evaluator, string Reason) : Command;

/// <summary>Order: end the attempt's worker by force.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Reason">For people.</param>
/// <param name="Kind">The kind that the lost worker's error gets; none for the usual one.</param>
internal sealed record KillAttempt(
    TrialId Trial, int Attempt, string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kind = null) : Command;

/// <summary>The trial has ended.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Status">How.</param>
/// <param name="Reason">For people.</param>
internal sealed record EndTrial(TrialId Trial, TrialStatus Status, string Reason) : Command;

/// <summary>A trial that had ended goes on from its last checkpoint: the experiment was extended.</summary>
/// <param name="Trial">Which trial.</param>
internal sealed record ReopenTrial(TrialId Trial) : Command;

/// <summary>Order: nothing needs this checkpoint any more.</summary>
/// <param name="Checkpoint">Which checkpoint.</param>
internal sealed record DeleteCheckpoint(CheckpointId Checkpoint) : Command;

/// <summary>A warning for people, given once.</summary>
/// <param name="Code">A stable name of the kind of warning.</param>
/// <param name="Message">What, why, remedy.</param>
/// <param name="Trial">The trial that it is about, if one.</param>
internal sealed record Warn(string Code, string Message, TrialId? Trial = null) : Command;

/// <summary>The experiment is over, or pauses until it is resumed.</summary>
/// <param name="Status">Completed or interrupted.</param>
/// <param name="Reason">For people.</param>
internal sealed record EndExperiment(ExperimentStatus Status, string Reason) : Command;

/// <summary>The sampler has no further configuration: no trial is created any more.</summary>
internal sealed record CloseSampler : Command;

/// <summary>No new work is begun; the experiment ends once its workers are free.</summary>
/// <param name="Status">What it will be then.</param>
/// <param name="Reason">For people.</param>
internal sealed record CloseExperiment(ExperimentStatus Status, string Reason) : Command;
