namespace Clade.Experiments;

/// <summary>What a decision does to the state.</summary>
internal static class CommandFold
{
    public static ExperimentState Apply(ExperimentState state, Command command) => command switch
    {
        CreateTrial c => Create(state, c),
        RequestProposal c => state with { ProposalAwaited = c.Trial },
        StartAttempt c => Start(state, c),
        Answer c => Answered(state, c),
        Hold c => Held(state, c),
        Release c => state.Set(state[c.Trial] with { Hold = null }),
        MarkReady c => Mark(state, c),
        ExploitDonor c => Exploited(state, c),
        Reconfigure c => Reconfigured(state, c),
        CloseGeneration c => state with { Generation = c.Generation + 1, FirstArrival = null },
        EnterBracket c => state.Set(state[c.Trial] with
        {
            Course = (state[c.Trial].Course ?? TrialCourse.Empty) with { Bracket = c.Bracket },
        }),
        EnterRung c => Entered(state, c),
        DecideRung c => Decided(state, c),
        RaiseTopRung c => state with { TopRung = c.Level },
        RecordRound c => state with
        {
            Rounds = (state.Rounds ?? RoundsState.Beginning).With(c.Best) with { Failures = c.Failures },
        },
        RestartPopulation c => state with { Rounds = RoundsState.Beginning with { Restarts = c.Restarts } },
        EndEvaluation c => EvaluationEnded(state, c),
        KillAttempt c => state.Set(state[c.Trial] with { Attempt = state[c.Trial].Attempt! with { Killed = true } }),
        EndTrial c => End(state, c),
        ReopenTrial c => state.Set(state.Rewound(state[c.Trial] with
        {
            Status = TrialStatus.Waiting,
            EndReason = null,
        })),
        DeleteCheckpoint c => state with
        {
            Checkpoints = state.Checkpoints.Remove(c.Checkpoint),
            Unreferenced = state.Unreferenced.Remove(c.Checkpoint),
        },
        Warn c => state with { Warned = state.Warned.Add(c.Code) },
        CloseSampler => state with { SamplerExhausted = true },
        CloseExperiment c => state with { Closing = new ClosingState(c.Status, c.Reason) },
        EndExperiment c => state with { Status = c.Status, EndReason = c.Reason },
        _ => throw new InvalidOperationException($"A command of type {command.GetType().Name} has no meaning."),
    };

    private static ExperimentState Create(ExperimentState state, CreateTrial c)
    {
        Invariant.Require(c.Trial.Value == state.Trials.Count);
        var trial = new TrialState
        {
            Id = c.Trial,
            Config = c.Config,
            Seed = c.Seed,
            Segment = c.Segment,
            Founder = c.Trial,
            Origin = state.Setup is { Fold.KeepsOrigins: true } ? c.Config : null,
        };
        return state with
        {
            Trials = state.Trials.Add(trial),
            Proposal = state.Proposal is { } proposal ? proposal with { Config = null } : null,
            Waiting = state.Waiting.Add(new WaitingTrial(0, c.Trial)),
            SegmentCount = Math.Max(state.SegmentCount, c.Segment + 1),
        };
    }

    private static ExperimentState Start(ExperimentState state, StartAttempt c) => state.Set(state[c.Trial] with
    {
        Status = TrialStatus.Running,
        AttemptCount = c.Attempt + 1,
        RestoredScore = c is { Checkpoint: { } id, Restart: null } ? state.Checkpoints[id].Score : null,
        Attempt = new AttemptState(
            c.Attempt, AttemptPhase.Starting, Sequence: 0, CanSave: false, Saving: null, End: null,
            LastHeard: state.Now, LastSaved: state.Now, Killed: false, c.Allocation),
    });

    private static ExperimentState Answered(ExperimentState state, Answer c)
    {
        var trial = state[c.Trial];
        var phase = c.Kind switch
        {
            ReplyKind.Continue => AttemptPhase.Training,
            ReplyKind.Save => AttemptPhase.Saving,
            _ => AttemptPhase.Leaving,
        };
        state = state.Set(trial with
        {
            RestoredScore = null,
            Attempt = trial.Attempt! with { Phase = phase, Saving = c.Purpose, End = c.End, LastHeard = state.Now },
        });

        // The ancestor makes room before the new checkpoint comes, so that a trial never holds more than its share.
        return c.Kind == ReplyKind.Save && trial.Checkpoints.Length == EventFold.CheckpointsPerTrialMax
            ? state.SetCheckpoints(c.Trial, [trial.Checkpoints[0]])
            : state;
    }

    private static ExperimentState Held(ExperimentState state, Hold c)
    {
        state = state.Set(state[c.Trial] with { Hold = c.Kind });
        return c.Kind == HoldKind.Generation ? state with { FirstArrival = state.FirstArrival ?? state.Now } : state;
    }

    private static ExperimentState Entered(ExperimentState state, EnterRung c)
    {
        var course = state[c.Trial].Course ?? TrialCourse.Empty;
        Invariant.Require(course.Last is not { } last || last.Level < c.Entry.Level);
        return state.Set(state[c.Trial] with { Course = course with { Rungs = course.Rungs.Add(c.Entry) } });
    }

    private static ExperimentState Decided(ExperimentState state, DecideRung c)
    {
        var course = state[c.Trial].Course!;
        var entry = course.Last! with { Decision = c.Decision, Cutoff = c.Cutoff };
        return state.Set(state[c.Trial] with
        {
            Course = course with
            {
                Rungs = course.Rungs.SetItem(course.Rungs.Count - 1, entry),
                Promotions = course.Promotions + (c.Decision == RungDecision.Promoted ? 1 : 0),
            },
        });
    }

    private static ExperimentState Mark(ExperimentState state, MarkReady c)
    {
        var trial = state[c.Trial];
        var unit = new ReadyUnit(
            trial.Score, c.StandardError, trial.Iteration, trial.Time, trial.Config, trial.Segment,
            trial.Checkpoints[0]);
        state = ScoreChangeFold.AtReadyPoint(state.SetReady(trial.Id, unit), trial.Id);
        return state.Set(state[trial.Id] with { ReadyCount = trial.ReadyCount + 1, ReadyTime = trial.Time });
    }

    private static ExperimentState Exploited(ExperimentState state, ExploitDonor c)
    {
        var record = c.Record;
        var donor = state[record.Donor];
        state = Accept(state, donor);
        // With the donor's checkpoint comes its ancestor: what to fall back on, should the checkpoint be damaged.
        var ancestors = donor.Checkpoints.SkipWhile(id => id != record.Checkpoint).Skip(1);
        state = state.SetCheckpoints(record.Victim, [record.Checkpoint, .. ancestors]);
        if (state[record.Victim].Ready is { } ready)
        {
            // The old score goes on to be ranked, but the weights that earned it are given up.
            state = state.SetReady(record.Victim, ready with { Checkpoint = null });
        }

        var victim = state[record.Victim];
        return state.Set(victim with
        {
            Config = record.Config,
            Segment = c.Segment,
            Founder = donor.Founder,
            Origin = donor.Origin,
            Restart = donor.Restart,
            Velocity = record.Velocity,
            RateChange = LearningRates.ChangeIn(record),
            Iteration = record.Iteration,
            Time = record.TrialTime,
            ReadyTime = record.TrialTime,
            RecentScores = [],
            ChangesFrom = ScoreChangeFold.TakenOver(state, record.Checkpoint),
            Course = CourseAfter(record, victim, donor),
            Evaluation = record.Evaluation,
            WaitsSince = victim.Course?.Curve is null ? 0 : state.Generation + 1,
            Plateaus = [],
            FailuresSinceExploit = 0,
            LostWorkersSinceExploit = 0,
            MemoryExceededFrom = null,
            Status = victim.Attempt is null ? TrialStatus.Waiting : victim.Status,
            EndReason = null,
        }) with
        {
            SegmentCount = Math.Max(state.SegmentCount, c.Segment + 1),
            ExploitCount = state.ExploitCount + 1,
        };
    }

    // What was reported of other weights or hyperparameters is no part of a curve.
    private static TrialCourse? CourseAfter(ExploitRecord record, TrialState victim, TrialState donor) =>
        victim.Course is not { Curve: not null } course ? victim.Course
        : course with { Curve = record.TakesCurve ? donor.Course?.Curve ?? [] : [] };

    private static ExperimentState EvaluationEnded(ExperimentState state, EndEvaluation c)
    {
        var evaluation = state[c.Evaluator].Evaluation!;
        state = state.Set(state[c.Evaluator] with { Evaluation = null });
        var parent = state[evaluation.Parent];
        return parent.Segment == evaluation.ParentSegment
            ? state.Set(parent with { WaitsSince = state.Generation })
            : state;
    }

    private static ExperimentState Accept(ExperimentState state, TrialState donor) => donor.RateChange == 0
        ? state
        : state with
        {
            AcceptedRateChanges = state.AcceptedRateChanges + 1,
            AcceptedRateDrops = state.AcceptedRateDrops + (donor.RateChange < 0 ? 1 : 0),
        };

    private static ExperimentState Reconfigured(ExperimentState state, Reconfigure c)
    {
        state = state.Set(state[c.Trial] with { Config = c.Config, Segment = c.Segment }) with
        {
            SegmentCount = Math.Max(state.SegmentCount, c.Segment + 1),
        };
        return c.Restart is { } weights ? Restarted(state, state[c.Trial], weights) : state;
    }

    // As after an exploit: the weights that earned the score are given up, and what was remembered is of other ones.
    private static ExperimentState Restarted(ExperimentState state, TrialState trial, WeightRestart weights)
    {
        if (trial.Ready is { } ready) state = state.SetReady(trial.Id, ready with { Checkpoint = null });
        return state.Set(state[trial.Id] with
        {
            Origin = trial.Config,
            Restart = new PendingRestart(trial.Checkpoints, weights),
            ChangesFrom = null,
            Velocity = null,
            RateChange = 0,
            RecentScores = [],
            Plateaus = [],
            FailuresSinceExploit = 0,
            LostWorkersSinceExploit = 0,
            MemoryExceededFrom = null,
        });
    }

    private static ExperimentState End(ExperimentState state, EndTrial c)
    {
        // An ended trial is no donor, and only a running one needs an ancestor of its checkpoint.
        state = state.SetReady(c.Trial, null);
        state = state.SetCheckpoints(c.Trial, [.. state[c.Trial].Checkpoints.Take(1)]);
        state = state.Set(state[c.Trial] with
        {
            Status = c.Status,
            EndReason = c.Reason,
            Hold = null,
            PausedByUser = false,
        });
        return state.Ranking.Held > 0 ? state : state with { FirstArrival = null };
    }
}
