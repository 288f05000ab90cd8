namespace Clade.Experiments;

/// <summary>What an event alone says about the state, before anything is decided.</summary>
internal static class EventFold
{
    /// <summary>
    /// How many checkpoints a trial keeps: the one to start from, and an ancestor in case that is damaged.
    /// </summary>
    public const int CheckpointsPerTrialMax = 2;

    public static ExperimentState Apply(ExperimentSettings settings, ExperimentState state, ExperimentEvent happened)
    {
        // A clock that was set back must not make durations negative.
        var now = happened.Time > state.Now ? happened.Time : state.Now;
        if (happened is Opened opened) return Open(state, opened);

        state = state with { Now = now, IsExtensionDue = state.IsExtensionDue && state.Closing is not null };
        return happened switch
        {
            AttemptStarted e when IsFirst(state, e) =>
                OnAttempt(state, e.Trial, attempt => attempt with { Phase = AttemptPhase.Training, LastHeard = now }),
            Reported e when IsNew(state, e) => Report(settings, state, e),
            CheckpointSaved e when IsAwaited(state, e) => Save(settings, state, e),
            AttemptEnded e when Experiment.IsCurrent(state, e.Trial, e.Attempt) => End(state, e),
            CheckpointDamaged e when Experiment.IsCurrent(state, e.Trial, e.Attempt) => Damage(state, e),
            PauseRequested e => Pauses.Apply(state, e),
            ResumeRequested e => Pauses.Apply(state, e),
            MemoryReported e => state with { Memory = e.Level },
            Proposed e when IsAwaited(state, e) => state with
            {
                ProposalAwaited = null,
                Proposal = new ProposalState(e.Config, e.Took),
            },
            _ => state,
        };
    }

    public static bool IsFirst(ExperimentState state, AttemptStarted e) =>
        Experiment.IsCurrent(state, e.Trial, e.Attempt)
        && state[e.Trial].Attempt is { Phase: AttemptPhase.Starting };

    public static bool IsNew(ExperimentState state, Reported e) =>
        Experiment.IsCurrent(state, e.Trial, e.Attempt)
        && state[e.Trial].Attempt is { Phase: AttemptPhase.Training } attempt && e.Sequence > attempt.Sequence;

    public static bool IsAwaited(ExperimentState state, CheckpointSaved e) =>
        Experiment.IsCurrent(state, e.Trial, e.Attempt)
        && state[e.Trial].Attempt is { Phase: AttemptPhase.Saving } attempt && e.Sequence == attempt.Sequence;

    public static bool IsAwaited(ExperimentState state, Proposed e) => state.ProposalAwaited == e.Trial;

    private static ExperimentState Open(ExperimentState state, Opened e)
    {
        if (e.Setup is { } setup) state = SetUp(state, setup);
        state = state with
        {
            ActiveBefore = state.Active,
            OpenedAt = e.Time,
            Now = e.Time,
            Openings = state.Openings + 1,
            Machine = e.Machine,
            Status = ExperimentStatus.Running,
            Closing = null,
            EndReason = null,
            Memory = e.Memory,
            // Who opens an experiment wants it to go on.
            IsPaused = false,
            // Whoever was asked is gone.
            ProposalAwaited = null,
            // Nobody can be late while no driver runs: the generation's time begins again.
            FirstArrival = state.FirstArrival is null ? null : e.Time,
        };

        // Whatever ran under the last driver is gone with it; that is nobody's failure.
        foreach (var id in state.Live) state = state.Set(Detach(state, state[id]));
        return state;
    }

    private static ExperimentState SetUp(ExperimentState state, ExperimentSetup setup)
    {
        var (was, now) = (state.Setup?.Fold, setup.Fold);
        state = state with
        {
            Setup = setup,
            IsExtensionDue = state.IsExtensionDue || (state.Openings > 0 && !setup.IsSameAs(state.Setup)),
            // Another sampler, or more trials, may have more to propose.
            SamplerExhausted = state.SamplerExhausted && setup.IsSameAs(state.Setup),
            Proposal = setup.IsSameAs(state.Setup) ? state.Proposal : null,
            Plateaus = PlateauRule.Carry(state.Plateaus, was?.ExperimentPlateaus ?? [], now.ExperimentPlateaus),
        };
        foreach (var trial in state.Trials.Where(static trial => !trial.Plateaus.IsEmpty))
        {
            state = state.Set(trial with
            {
                Plateaus = PlateauRule.Carry(trial.Plateaus, was?.TrialPlateaus ?? [], now.TrialPlateaus),
            });
        }

        return state;
    }

    private static TrialState Detach(ExperimentState state, TrialState trial)
    {
        if (trial.HasEnded) return trial with { Attempt = null };

        return state.Rewound(trial with
        {
            Attempt = null,
            Status = TrialStatus.Waiting,
            Hold = trial.Hold is HoldKind.Generation or HoldKind.Rung ? trial.Hold : null,
        });
    }

    private static ExperimentState OnAttempt(
        ExperimentState state, TrialId id, Func<AttemptState, AttemptState> change) =>
        state.Set(state[id] with { Attempt = change(state[id].Attempt!) });

    private static ExperimentState Report(ExperimentSettings settings, ExperimentState state, Reported e)
    {
        var trial = state[e.Trial];
        var score = e.Metrics.TryGetValue(settings.Objective.Metric, out var metric)
            ? settings.Objective.Score(metric)
            : Score.Worst;
        var iteration = trial.Iteration + 1;
        var rules = RulesOf(settings, state);
        var recent = rules.RecentScoresKept;
        var time = rules.TimeOf(e.Metrics, iteration) ?? trial.Time;
        trial = trial with
        {
            Iteration = iteration,
            Time = time,
            Course = TrialCourse.After(rules, trial.Course, time, score),
            LastMetrics = e.Metrics,
            Score = score,
            BestScore = score.IsBetterThan(trial.BestScore) ? score : trial.BestScore,
            RecentScores = recent == 0 ? [] : [.. trial.RecentScores.Add(score.Value).TakeLast(recent)],
            Plateaus = PlateauRule.Update(rules.TrialPlateaus, trial.Plateaus, score),
            Attempt = trial.Attempt! with
            {
                Phase = AttemptPhase.Reporting,
                Sequence = e.Sequence,
                CanSave = e.CanSave,
                LastHeard = state.Now,
            },
        };
        trial = ScoreChangeFold.Reported(rules, trial);
        state = state.Set(trial) with
        {
            ReportCount = state.ReportCount + 1,
            BestScore = score.IsBetterThan(state.BestScore) ? score : state.BestScore,
            BestFirstScore = iteration == 1 && score.IsBetterThan(state.BestFirstScore ?? Score.Worst)
                ? score
                : state.BestFirstScore,
            Plateaus = PlateauRule.Update(rules.ExperimentPlateaus, state.Plateaus, score),
        };
        return e.CanSave ? state : OfferBest(state, trial, checkpoint: null);
    }

    private static FoldRules RulesOf(ExperimentSettings settings, ExperimentState state) =>
        state.Setup?.Fold ?? FoldRules.Of(settings);

    private static ExperimentState OfferBest(ExperimentState state, TrialState trial, CheckpointId? checkpoint)
    {
        var isBest = trial.Score.IsBetterThan(state.Best?.Score ?? Score.Worst);
        return isBest
            ? state.SetBest(new BestUnit(
                trial.Id, trial.Segment, trial.Config, trial.Score, trial.Iteration, checkpoint))
            : state;
    }

    private static ExperimentState Save(ExperimentSettings settings, ExperimentState state, CheckpointSaved e)
    {
        var trial = state[e.Trial];
        var id = new CheckpointId(trial.Id, e.Attempt, trial.Iteration);
        var saved = new CheckpointState(trial.Config, trial.Segment, trial.Time, trial.Score, e.Bytes, References: 0);
        state = state with { Checkpoints = state.Checkpoints.SetItem(id, saved) };
        state = state.SetCheckpoints(trial.Id, [id, .. trial.Checkpoints.Take(CheckpointsPerTrialMax - 1)]);
        state = OnAttempt(state, trial.Id, attempt => attempt with
        {
            Phase = AttemptPhase.Reporting,
            LastHeard = state.Now,
            LastSaved = state.Now,
        });
        var isKept = RulesOf(settings, state).KeepsBest;
        return OfferBest(state, trial, isKept ? id : null);
    }

    private static ExperimentState End(ExperimentState state, AttemptEnded e)
    {
        var trial = state[e.Trial];
        // What goes wrong on the way out, after everything was saved, costs the trial nothing.
        var wasLeaving = trial.Attempt!.Phase == AttemptPhase.Leaving;
        var failed = e.Outcome == AttemptOutcome.Failed && !wasLeaving;
        var lost = e.Outcome == AttemptOutcome.Lost && !wasLeaving;
        var left = Detach(state, trial);
        return state.Set(left with
        {
            MemoryExceededFrom = lost && e.Error?.Kind == TrialError.MemoryExceeded
                ? left.Iteration
                : left.MemoryExceededFrom,
            Failures = trial.Failures + (failed ? 1 : 0),
            FailuresSinceExploit = trial.FailuresSinceExploit + (failed ? 1 : 0),
            LostWorkers = trial.LostWorkers + (lost ? 1 : 0),
            LostWorkersSinceExploit = trial.LostWorkersSinceExploit + (lost ? 1 : 0),
            Error = failed || lost ? e.Error : trial.Error,
            HasReturned = e.Outcome == AttemptOutcome.Completed && !wasLeaving,
        });
    }

    private static TrialState AfterDamage(ExperimentState state, TrialState trial)
    {
        // Without a checkpoint it starts from scratch, and descends from nobody else.
        if (trial.Checkpoints.IsEmpty) trial = trial with { Founder = trial.Id, Evaluation = null };
        var isPaused = trial is { Attempt: null, HasEnded: false }
            && (trial.Hold == HoldKind.Rung || trial is { Hold: null, PausedByUser: true });
        return trial.IsRunnable || isPaused ? state.Rewound(trial) : trial;
    }

    private static ExperimentState Damage(ExperimentState state, CheckpointDamaged e)
    {
        foreach (var trial in state.Trials)
        {
            if (trial.Ready is { } ready && ready.Checkpoint == e.Checkpoint)
            {
                state = state.SetReady(trial.Id, ready with { Checkpoint = null });
            }

            if (trial.Checkpoints.Contains(e.Checkpoint))
            {
                state = state.SetCheckpoints(trial.Id, trial.Checkpoints.Remove(e.Checkpoint));
                state = state.Set(AfterDamage(state, state[trial.Id]));
            }
        }

        if (state.Best is { } best && best.Checkpoint == e.Checkpoint)
        {
            state = state.SetBest(best with { Checkpoint = null });
        }

        return state.Set(Detach(state, state[e.Trial]));
    }
}
