namespace Clade.Experiments;

/// <summary>Gives room to trials: the most behind first, then new ones.</summary>
internal static class Placement
{
    public static void FillRoom(Decider decider)
    {
        var settings = decider.Settings;
        var ledger = LedgerOf(decider.State);
        while (decider.State.Live.Count < (settings.MaxConcurrent ?? int.MaxValue))
        {
            if (ledger.TryAllocate(settings.Resources, out var rest) is not { } allocation) return;
            if (decider.State.Waiting.IsEmpty && !TryCreateTrial(decider)) return;

            var next = decider.State[decider.State.Waiting.Min.Trial];
            if (!settings.Scheduler.MayStart(settings, decider.State, next)) return;

            Start(decider, next.Id, allocation);
            ledger = rest;
        }
    }

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
        return true;
    }

    private static Configuration? Propose(Decider decider, TrialId id)
    {
        var settings = decider.Settings;
        var config = settings.Scheduler.FirstConfiguration
            ?? settings.Sampler.Propose(settings.Space, id.Value, settings.Seed);
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
