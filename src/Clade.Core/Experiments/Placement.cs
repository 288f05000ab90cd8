namespace Clade.Experiments;

/// <summary>Gives room to trials: the most behind first, then new ones.</summary>
internal static class Placement
{
    public static void FillRoom(Decider decider)
    {
        var settings = decider.Settings;
        var ledger = LedgerOf(decider.State);
        while (decider.State.Live.Count < (settings.MaxConcurrent ?? int.MaxValue) && MayStartAny(decider.State))
        {
            if (ledger.TryAllocate(settings.Resources, out var rest) is not { } allocation) return;
            if (decider.State.Waiting.IsEmpty) settings.Scheduler.OnRoom(decider);
            if (decider.State.Waiting.IsEmpty && !TryCreateTrial(decider)) return;

            var next = decider.State[decider.State.Waiting.Min.Trial];
            if (!settings.Scheduler.MayStart(settings, decider.State, next)) return;

            Start(decider, next.Id, allocation);
            ledger = rest;
        }
    }

    /// <summary>
    /// Whether any trial may start: not while the user paused the experiment. While memory is short only one runs on,
    /// or begins: with none at all it would never end.
    /// </summary>
    public static bool MayStartAny(ExperimentState state) => !state.IsPaused
        && (state.Memory == MemoryLevel.Ample || !state.Live.Any(id => state[id].IsBusy));

    /// <summary>How many trials can run at once.</summary>
    public static int SlotCount(ExperimentSettings settings, ExperimentState state) => Math.Min(
        ResourceLedger.For(state.Machine!).CountThatFit(settings.Resources), settings.MaxConcurrent ?? int.MaxValue);

    public static bool MayCreateTrial(Decider decider) =>
        !decider.State.SamplerExhausted && decider.State.Trials.Count < (decider.Settings.Trials ?? int.MaxValue);

    public static bool TryCreateTrial(Decider decider)
    {
        if (!MayCreateTrial(decider)) return false;

        var settings = decider.Settings;
        var id = new TrialId(decider.State.Trials.Count);
        if (Propose(decider, id) is not { } config) return false;

        var seed = KeyedRandom.For(settings.Seed, RandomPurpose.TrialSeed, id.Value).NextBits();
        decider.Emit(new CreateTrial(id, config, decider.State.SegmentCount, seed));
        if (decider.State.Proposal?.Took >= Proposals.LongTime) RequestProposal(decider);
        return true;
    }

    /// <summary>The sampler has answered: now a trial can begin, or all of a population can be asked for.</summary>
    public static void OnProposed(Decider decider, Proposed e)
    {
        if (e.Mistake is { } mistake) decider.FailInOrder(mistake);
        else if (e.Config is null) decider.Emit(new CloseSampler());
        else if (decider.Settings.Scheduler.CreatesAllTrialsAtOnce) CreateAll(decider);
        decider.MadeRoom = true;
    }

    /// <summary>Creates what trials there shall be, as far as the sampler has configurations for them.</summary>
    public static void CreateAll(Decider decider)
    {
        if (decider.Settings.Trials is not { } count || decider.State.Closing is not null) return;

        while (decider.State.Trials.Count < count && TryCreateTrial(decider))
        {
        }
    }

    private static void RequestProposal(Decider decider)
    {
        if (!MayCreateTrial(decider) || decider.State.ProposalAwaited is not null) return;

        decider.Emit(new RequestProposal(new TrialId(decider.State.Trials.Count)));
    }

    private static Configuration? Propose(Decider decider, TrialId id)
    {
        var settings = decider.Settings;
        if (settings.Scheduler.FirstConfiguration is { } first) return first;

        if (settings.Sampler.Learns)
        {
            if (decider.State.Proposal?.Config is { } proposed) return proposed;

            RequestProposal(decider);
            return null;
        }

        var config = settings.Sampler.Propose(settings.Space, id.Value, settings.Seed);
        if (config is null) decider.Emit(new CloseSampler());
        return config;
    }

    private static void Start(Decider decider, TrialId id, ResourceAllocation allocation)
    {
        var state = decider.State;
        var trial = state[id];
        CheckpointId? checkpoint = trial.Checkpoints.IsEmpty ? null : trial.Checkpoints[0];
        if (checkpoint is { } from) RequireSameStructure(decider.Settings, state.Checkpoints[from].Config, trial);

        decider.Emit(new StartAttempt(
            id, trial.AttemptCount, trial.Segment, trial.Config, checkpoint, trial.Iteration, trial.Time, allocation,
            trial.Seed, decider.Settings.Scheduler.LearningRateFactor(decider.Settings, state, trial),
            checkpoint is { } restored && trial.Restart is { } restart && restart.From.Contains(restored)
                ? restart.Weights
                : null));
    }

    private static void RequireSameStructure(ExperimentSettings settings, Configuration saved, TrialState trial)
    {
        foreach (var name in settings.Space.StructuralNames)
        {
            var isSame = saved.TryGetValue(name, out var was) == trial.Config.TryGetValue(name, out var now)
                && was == now;
            Invariant.Require(isSame, $"structural {name} of trial {trial.Id} differs from its checkpoint's");
        }
    }

    private static ResourceLedger LedgerOf(ExperimentState state)
    {
        var ledger = ResourceLedger.For(state.Machine!);
        foreach (var id in state.Live) ledger = ledger.Take(state[id].Attempt!.Allocation);
        return ledger;
    }
}
