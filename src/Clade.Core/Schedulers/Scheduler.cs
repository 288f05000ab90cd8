using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Schedulers;

namespace Clade;

/// <summary>Decides about running trials: continue, yield, stop, exploit.</summary>
public abstract record Scheduler
{
    private protected Scheduler()
    {
    }

    /// <summary>
    /// Whether the whole population exists from the start, rather than a trial when there is room for one.
    /// </summary>
    internal virtual bool CreatesAllTrialsAtOnce => false;

    /// <summary>Whether trials wait for each other at the end of a generation.</summary>
    internal virtual bool HasGenerations => false;

    /// <summary>Whether trials wait at rungs until they are promoted.</summary>
    internal virtual bool PausesAtRungs => false;

    /// <summary>Whether a checkpoint is taken whenever a report beats the best so far.</summary>
    internal virtual bool SavesImprovements => true;

    /// <summary>Whether the checkpoint of the best unit is kept.</summary>
    internal virtual bool KeepsBest => true;

    /// <summary>The metric that counts as time; none means that reports are counted.</summary>
    internal virtual string? TimeMetric => null;

    /// <summary>The metric that carries the score's standard error.</summary>
    internal virtual string? StandardErrorMetric => null;

    /// <summary>How many of a trial's last scores are remembered.</summary>
    internal virtual int RecentScoresKept => 0;

    /// <summary>The time from which the average of a trial's scores is kept; none if it need not be.</summary>
    internal virtual double? AverageFrom => null;

    /// <summary>Whether every score of a trial is kept.</summary>
    internal virtual bool KeepsCurves => false;

    /// <summary>How many of the last changes of scores between ready points are remembered.</summary>
    internal virtual int ScoreChangesKept => 0;

    /// <summary>Whether the configurations that lineages began with are remembered.</summary>
    internal virtual bool KeepsOrigins => false;

    /// <summary>The configuration that every trial begins with, where it is not the sampler's to say.</summary>
    internal virtual Configuration? FirstConfiguration => null;

    /// <summary>One canonical line, for the journal and for people.</summary>
    internal abstract string Describe();

    /// <summary>What is wrong with this scheduler for such an experiment; every mistake at once.</summary>
    internal virtual IEnumerable<string> Mistakes(ExperimentSettings settings) => [];

    /// <summary>
    /// A trial trained an iteration: what the scheduler has to remember, even if the trial ends there.
    /// </summary>
    internal virtual void Record(Decider decider, TrialId trial)
    {
    }

    /// <summary>Why a trial has had all that this scheduler gives to one; none while it has not.</summary>
    internal virtual string? ReasonItIsComplete(TrialState trial) => null;

    /// <summary>Why a trial is ended early that the scheduler said to stop.</summary>
    internal virtual string ReasonToStop(ExperimentSettings settings, TrialState trial) => "the scheduler stopped it";

    /// <summary>A trial trained an iteration, and no stop rule ended it.</summary>
    internal virtual ReportVerdict OnReport(ExperimentSettings settings, ExperimentState state, TrialState trial) =>
        ReportVerdict.Continue;

    /// <summary>A trial is at a ready point and its score and checkpoint are recorded.</summary>
    internal virtual void OnReady(Decider decider, TrialId trial) => decider.Continue(trial);

    /// <summary>
    /// Trials whose end a later stop took back stand at their last report, with its checkpoint and without an attempt.
    /// </summary>
    internal virtual void OnReopened(Decider decider, IReadOnlyList<TrialId> trials)
    {
    }

    /// <summary>Whether the trial that is the most behind of the waiting ones may run now that there is room.</summary>
    internal virtual bool MayStart(
        ExperimentSettings settings, ExperimentState state, TrialState trial) => true;

    /// <summary>There is room, and no trial waits for it: one that is paused may go on.</summary>
    internal virtual void OnRoom(Decider decider)
    {
    }

    /// <summary>Only paused trials are left, and no more come: some go on, or they end.</summary>
    internal virtual void OnIdle(Decider decider)
    {
    }

    /// <summary>Something happened, perhaps to another trial: those that are held may go on.</summary>
    internal virtual void Settle(Decider decider)
    {
    }

    /// <summary>When the scheduler wants to be asked though nothing happens.</summary>
    internal virtual DateTimeOffset? NextDeadline(ExperimentSettings settings, ExperimentState state) => null;

    /// <summary>The scores of a trial at the levels where this scheduler compares trials, the lowest first.</summary>
    internal virtual ImmutableArray<LevelScore> LevelsOf(ExperimentState state, TrialState trial) => [];

    /// <summary>The level of trials that were trained fully; none where trials are not compared at levels.</summary>
    internal virtual double? TopLevel => null;

    /// <summary>What the training function shall multiply its learning rate by.</summary>
    internal virtual double LearningRateFactor(
        ExperimentSettings settings, ExperimentState state, TrialState trial) => 1;
}
