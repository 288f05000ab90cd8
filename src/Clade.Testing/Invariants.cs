using Clade.Experiments;

namespace Clade.Testing;

/// <summary>What must hold after every event, whatever went wrong.</summary>
internal static class Invariants
{
    public static void Check(
        ExperimentSettings settings, Simulation simulation, VirtualDisk disk, ExperimentState before,
        ExperimentEvent happened, StepResult result)
    {
        try
        {
            CheckIndexes(result.State);
            CheckReferences(result.State, disk);
            CheckDevices(result.State);
            CheckUnits(settings, simulation, disk, result.State);
            foreach (var trial in result.State.Trials) CheckTrial(settings, before, result, trial);
            CheckExploits(settings, before, result);
        }
        catch (InvariantViolationException violation)
        {
            throw new InvariantViolationException(
                $"After {happened.GetType().Name} (event time {happened.Time:mm:ss.fff}): {violation.Message}",
                violation);
        }
    }

    private static void CheckIndexes(ExperimentState state)
    {
        Require(state.Ended == state.Trials.Count(static t => t.HasEnded), "the number of ended trials is wrong");
        Require(
            state.Live.SetEquals(state.Trials.Where(static t => t.Attempt is not null).Select(static t => t.Id)),
            "the set of live trials is wrong");
        Require(
            state.Waiting.SetEquals(state.Trials.Where(static t => t.IsRunnable)
                .Select(static t => new WaitingTrial(t.Time, t.Id))),
            "the set of waiting trials is wrong");
        if (state.Status != ExperimentStatus.Running) Require(state.Live.IsEmpty, "it ended with live attempts");
        if (state.Status == ExperimentStatus.Completed)
        {
            Require(state.Ended == state.Trials.Count, "it completed with trials that have not ended");
        }
    }

    private static void CheckReferences(ExperimentState state, VirtualDisk disk)
    {
        var held = state.Trials.SelectMany(static trial => trial.Checkpoints)
            .Concat(state.Trials.Select(static trial => trial.Ready?.Checkpoint).OfType<CheckpointId>())
            .Concat(state.Best?.Checkpoint is { } best ? [best] : [])
            .CountBy(static id => id).ToDictionary();
        foreach (var (id, checkpoint) in state.Checkpoints)
        {
            Require(
                held.GetValueOrDefault(id) == checkpoint.References,
                $"{id} has {checkpoint.References} references, but {held.GetValueOrDefault(id)} places hold it");
        }

        foreach (var id in held.Keys)
        {
            Require(state.Checkpoints.ContainsKey(id), $"{id} is held, but the state does not know it");
            Require(disk.Checkpoints.ContainsKey(id), $"{id} is held, but was deleted");
        }

        var limit = (2 * state.Trials.Count) + 1;
        Require(disk.Checkpoints.Count <= limit + state.Live.Count, $"there are {disk.Checkpoints.Count} checkpoints");
    }

    private static void CheckDevices(ExperimentState state)
    {
        var cpus = state.Live.SelectMany(id => state[id].Attempt!.Allocation.Cpus).ToArray();
        Require(cpus.Distinct().Count() == cpus.Length, "a CPU serves two trials");
        Require(cpus.All(state.Machine!.Cpus.Contains), "a CPU is used that is not there");
    }

    /// <summary>A score is only ever credited to the weights and the configuration that earned it.</summary>
    private static void CheckUnits(
        ExperimentSettings settings, Simulation simulation, VirtualDisk disk, ExperimentState state)
    {
        foreach (var trial in state.Trials)
        {
            if (trial.Ready is { Checkpoint: { } id } ready) CheckUnit(ready.Score, ready.Config, id);
        }

        if (state.Best is { Checkpoint: { } best }) CheckUnit(state.Best.Score, state.Best.Config, best);

        void CheckUnit(Score score, Configuration config, CheckpointId checkpoint)
        {
            var saved = disk.Checkpoints[checkpoint];
            Require(saved.Config.Equals(config), $"{checkpoint} was trained with {saved.Config}, not {config}");
            var metrics = simulation.Training.Measure(saved.Weights);
            var earned = settings.Objective.Score(metrics[settings.Objective.Metric]);
            Require(
                !score.IsUsable || score == earned,
                $"{checkpoint} earned {earned.Value}, but is credited {score.Value}");
        }
    }

    private static void CheckTrial(
        ExperimentSettings settings, ExperimentState before, StepResult result, TrialState trial)
    {
        var mistakes = settings.Space.Mistakes(trial.Config);
        Require(mistakes.Count == 0, $"trial {trial.Id} left the space: {string.Join("; ", mistakes)}");
        if (trial.Id.Value >= before.Trials.Count) return;

        var was = before[trial.Id];
        var starts = result.Commands.OfType<StartAttempt>().Count(start => start.Trial == trial.Id);
        Require(starts <= 1, $"trial {trial.Id} was started {starts} times at once");
        Require(
            trial.AttemptCount == was.AttemptCount + starts, $"the attempts of trial {trial.Id} are miscounted");

        var wentBack = trial.Iteration < was.Iteration;
        var atCheckpoint = trial.Iteration == (trial.Checkpoints.IsEmpty ? 0 : trial.Checkpoints[0].Iteration);
        Require(
            !wentBack || atCheckpoint, $"trial {trial.Id} went from iteration {was.Iteration} to {trial.Iteration}");

        var exploited = result.Commands.Any(c =>
            (c is ExploitDonor e && e.Record.Victim == trial.Id) || (c is Reconfigure r && r.Trial == trial.Id));
        Require(
            exploited || (trial.Config.Equals(was.Config) && trial.Segment == was.Segment),
            $"trial {trial.Id} changed its configuration without a record");
    }

    private static void CheckExploits(ExperimentSettings settings, ExperimentState before, StepResult result)
    {
        foreach (var exploit in result.Commands.OfType<ExploitDonor>())
        {
            var record = exploit.Record;
            var victim = result.State[record.Victim];
            Require(record.Victim != record.Donor, $"trial {record.Victim} copied itself");
            Require(double.IsFinite(record.DonorScore), $"a donor's score is {record.DonorScore}");
            Require(victim.Config.Equals(record.Config), "the victim has another configuration than the record");
            Require(victim.Segment == exploit.Segment, "the victim is in another segment than the record");
            Require(
                victim.Checkpoints is [var first, ..] && first == record.Checkpoint
                && victim.Iteration == record.Iteration,
                "the victim is not where the donor's checkpoint is");
            foreach (var name in settings.Space.StructuralNames)
            {
                Require(
                    record.Config.GetValueOrDefault(name)
                    == result.State.Checkpoints[record.Checkpoint].Config.GetValueOrDefault(name),
                    $"structural {name} was changed");
            }

            if (settings.Scheduler is PopulationBasedTraining { Exploit: TruncationSelection } pbt)
            {
                var cut = (int)Math.Min(
                    Math.Ceiling(record.PopulationSize * pbt.QuantileFraction), record.PopulationSize / 2);
                Require(record.DonorRank <= cut, $"a donor of rank {record.DonorRank} of {record.PopulationSize}");
                Require(
                    record.VictimRank > record.PopulationSize - cut
                    || before[record.Victim].Status == TrialStatus.Failed,
                    $"a victim of rank {record.VictimRank} of {record.PopulationSize}");
            }
        }
    }

    private static void Require(bool condition, string violation)
    {
        if (!condition) throw new InvariantViolationException(violation);
    }
}
