using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Testing;

/// <summary>
/// Runs a whole experiment with the real engine on a virtual clock, with virtual workers and seeded faults, and checks
/// the invariants after every event.
/// </summary>
/// <remarks>The same simulation gives the same run. Thousands of small ones take a minute.</remarks>
public sealed class Simulator
{
    private Simulation _simulation;
    private ExperimentSettings _settings;
    private readonly VirtualClock _clock = new();
    private readonly VirtualDisk _disk = new();
    private readonly VirtualHost _host;
    private readonly KeyedRandom _random;
    private readonly List<JournalEntry> _journal = [];
    private readonly Func<ExperimentSettings, ExperimentState, ExperimentEvent, StepResult> _step;
    private ExperimentState _state = ExperimentState.Empty;

    private Simulator(
        Simulation simulation, Func<ExperimentSettings, ExperimentState, ExperimentEvent, StepResult> step)
    {
        _simulation = simulation;
        _step = step;
        _settings = SettingsOf(simulation);
        _random = KeyedRandom.For(simulation.FaultSeed, RandomPurpose.Simulation);
        _host = new VirtualHost(simulation, _clock, _disk, _random, Happen);
    }

    /// <summary>Runs a simulation to its end.</summary>
    /// <param name="simulation">What to simulate.</param>
    /// <exception cref="InvariantViolationException">
    /// Something happened that must not, or the experiment never ends.
    /// </exception>
    public static SimulationRun Run(Simulation simulation) => Run(simulation, Experiment.Step);

    /// <summary>
    /// Runs a simulation with another engine: one with a bug planted, to see the invariants catch it.
    /// </summary>
    internal static SimulationRun Run(
        Simulation simulation, Func<ExperimentSettings, ExperimentState, ExperimentEvent, StepResult> step) =>
        new Simulator(simulation, step).Run();

    /// <summary>Runs a simulation to its end, then opens it under the options of another one, to its end.</summary>
    internal static SimulationRun Extend(Simulation simulation, Simulation later)
    {
        var simulator = new Simulator(simulation, Experiment.Step);
        simulator.Run();
        (simulator._simulation, simulator._settings) = (later, SettingsOf(later));
        return simulator.Run();
    }

    private static ExperimentSettings SettingsOf(Simulation simulation) => new()
    {
        Name = "simulated",
        Space = simulation.Space,
        Objective = simulation.Objective,
        Sampler = simulation.Sampler,
        Scheduler = simulation.Scheduler,
        Stop = simulation.Stop,
        Trials = simulation.Trials,
        Seed = simulation.Seed,
        Resources = new Resources(Cpu: 1),
        MaxFailures = simulation.MaxFailures,
        MaxLostWorkers = simulation.MaxLostWorkers,
        ReportTimeout = simulation.ReportTimeout,
    };

    private SimulationRun Run()
    {
        Open();
        while (_state.Status is ExperimentStatus.Running or ExperimentStatus.Interrupted)
        {
            if (_state.Status == ExperimentStatus.Interrupted)
            {
                Reopen();
                continue;
            }

            var deadline = Experiment.NextDeadline(_settings, _state);
            var before = _journal.Count;
            if (!_clock.Step(deadline))
            {
                throw new InvariantViolationException("Nothing is going to happen any more, but the experiment runs.");
            }

            var isDue = Experiment.NextDeadline(_settings, _state) <= _clock.Now;
            if (_journal.Count == before && isDue) Happen(new TimePassed(_clock.Now));
            if (_journal.Count > _simulation.EventsMax)
            {
                throw new InvariantViolationException($"After {_journal.Count} events the experiment still runs.");
            }
        }

        Replay();
        return new SimulationRun(_settings, _state, [.. _journal], _host.LastMetric.ToImmutableDictionary());
    }

    private void Open()
    {
        _disk.CollectGarbage(_state.Checkpoints.Keys);
        Happen(new Opened(_clock.Now, new MachineResources(
            [.. Enumerable.Range(0, _simulation.Slots)], [], long.MaxValue,
            ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal)), ExperimentSetup.Of(_settings)));
    }

    private void Happen(ExperimentEvent happened)
    {
        if (_state.Status != ExperimentStatus.Running && happened is not Opened) return;

        if (happened is not Opened && _random.NextBoolean(_simulation.Faults.CrashBeforeAppend))
        {
            Crash();
            return;
        }

        var before = _state;
        var result = _step(_settings, before, happened);
        _journal.Add(new JournalEntry(happened, result.Commands, result.State));
        _state = result.State;
        if (_random.NextBoolean(_simulation.Faults.CrashAfterAppend) && _state.Status == ExperimentStatus.Running)
        {
            Crash();
            return;
        }

        foreach (var command in result.Commands) _host.Execute(command);
        Invariants.Check(_settings, _simulation, _disk, before, happened, result);
        if (_state.Closing is null && _random.NextBoolean(_simulation.Faults.Interrupt))
        {
            _clock.After(TimeSpan.Zero, () => Happen(new StopRequested(_clock.Now, "Ctrl+C")));
        }
    }

    private void Crash()
    {
        _host.KillAll();
        Reopen();
    }

    private void Reopen()
    {
        Replay();
        Open();
    }

    /// <summary>Reads the journal back from its bytes: that must give the state to the byte.</summary>
    private void Replay()
    {
        var replayed = ExperimentState.Empty;
        foreach (var entry in _journal)
        {
            var happened = JournalJson.ReadEvent(JournalJson.WriteEvent(entry.Event));
            var commands = JournalJson.ReadCommands(JournalJson.WriteCommands(entry.Commands));
            replayed = Experiment.Replay(_settings, replayed, happened, commands);
        }

        if (!JournalJson.WriteState(replayed).AsSpan().SequenceEqual(JournalJson.WriteState(_state)))
        {
            throw new InvariantViolationException("Replaying the journal gives another state.");
        }

        _state = replayed;
    }
}
