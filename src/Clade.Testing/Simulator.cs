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
    private readonly VirtualSurroundings _surroundings;
    private readonly VirtualJournal _journal;
    private readonly ReportAudit _audit;
    private Invariants _invariants;
    private readonly FaultDice _dice;
    private readonly Func<ExperimentSettings, ExperimentState, ExperimentEvent, StepResult> _step;
    private readonly Queue<ExperimentEvent> _inbox = new();
    private readonly List<JournalEntry> _batch = [];
    private ExperimentState _state = ExperimentState.Empty;
    private ExperimentEvent? _current;
    private bool _isWriting;
    private int _driver;
    private SamplerMemory _memory = new();
    private long _steps;

    private Simulator(
        Simulation simulation, Func<ExperimentSettings, ExperimentState, ExperimentEvent, StepResult> step)
    {
        _simulation = simulation;
        _step = step;
        _settings = simulation.Settings;
        _dice = new FaultDice(simulation.Faults, simulation.FaultSeed);
        _journal = new VirtualJournal(_settings, step);
        _audit = new ReportAudit(simulation.Objective);
        _invariants = new Invariants(simulation, _settings, _disk);
        _host = new VirtualHost(simulation, _clock, _disk, _dice, Happen);
        _surroundings = new VirtualSurroundings(_clock, _dice, Happen);
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
        Simulation simulation, Func<ExperimentSettings, ExperimentState, ExperimentEvent, StepResult> step)
    {
        var simulator = new Simulator(simulation, step);
        try
        {
            return simulator.Run();
        }
        catch (Exception e)
        {
            var message = e is InvariantViolationException ? e.Message : $"The engine threw {e.GetType().Name}: " +
                e.Message;
            throw new InvariantViolationException(message, e) { Journal = simulator.JournalSoFar() };
        }
    }

    /// <summary>Runs a simulation to its end, then opens it under the options of another one, to its end.</summary>
    internal static SimulationRun Extend(Simulation simulation, Simulation later)
    {
        var simulator = new Simulator(simulation, Experiment.Step);
        simulator.Run();
        simulator.Take(later);
        var extended = simulator.Run();
        // What was folded under the first options must not depend on the last ones.
        var whole = new VirtualJournal(later.Settings, Experiment.Step);
        whole.Append(extended.Journal);
        whole.Fold(extended.State);
        return extended;
    }

    private SimulationRun Run()
    {
        Open();
        while (true)
        {
            if (_isWriting || _state.Status == ExperimentStatus.Running) Advance();
            else if (_state.Status == ExperimentStatus.Interrupted) Reopen();
            else if (_state.Status == ExperimentStatus.Failed && _simulation.Mended is { } mended) Mend(mended);
            else break;
        }

        if (_simulation.IsChecked) _journal.Replay(_state);
        return new SimulationRun(
            _settings, _state, [.. _journal.Entries], _host.LastMetric.ToImmutableDictionary(), [.. _dice.Counts]);
    }

    private void Advance()
    {
        // The alarm is set once a batch is done.
        var deadline = _isWriting ? null : Experiment.NextDeadline(_settings, _state);
        var before = _steps;
        if (!_clock.Step(deadline))
        {
            throw new InvariantViolationException("Nothing is going to happen any more, but the experiment runs.");
        }

        if (_steps == before && deadline <= _clock.Now) Happen(new TimePassed(_clock.Now));
        if (_steps > _simulation.EventsMax)
        {
            throw new InvariantViolationException($"After {_steps} events the experiment still runs.");
        }
    }

    private void Open()
    {
        _disk.CollectGarbage(_state.Checkpoints.Keys);
        Happen(new Opened(_clock.Now, _simulation.Machine, ExperimentSetup.Of(_settings)));
    }

    private void Happen(ExperimentEvent happened)
    {
        _inbox.Enqueue(happened);
        if (!_isWriting) Work();
    }

    /// <summary>What the driver does with what has come: decide, write, act.</summary>
    private void Work()
    {
        var driver = _driver;
        while (_driver == driver && _inbox.Count > 0)
        {
            Decide();
            if (_batch.Count == 0) return;

            if (_dice.Strikes(FaultKind.SlowDisk))
            {
                _isWriting = true;
                _clock.After(TimeSpan.FromSeconds(5 * _dice.Severity(FaultKind.SlowDisk)), () => Written(driver));
                return;
            }

            Commit();
        }
    }

    private void Written(int driver)
    {
        if (_driver != driver) return;

        _isWriting = false;
        Commit();
        if (_driver == driver) Work();
    }

    private void Decide()
    {
        while (_inbox.TryDequeue(out var happened))
        {
            // A driver whose experiment is over takes nothing in any more.
            if (_state.Status != ExperimentStatus.Running && happened is not Opened) continue;

            var before = _state;
            _current = happened;
            var result = _step(_settings, before, happened);
            _batch.Add(new JournalEntry(happened, result.Commands, result.State));
            _current = null;
            _state = result.State;
            _steps++;
            if (!_simulation.IsChecked) continue;

            _invariants.Check(before, happened, result);
            _audit.Check(before, happened, result);
        }
    }

    private void Commit()
    {
        var isOpening = _batch[0].Event is Opened;
        if (!isOpening && _dice.Strikes(FaultKind.CrashBeforeAppend))
        {
            Crash();
            return;
        }

        if (_simulation.IsChecked) _journal.Append(_batch);
        if (_state.Status == ExperimentStatus.Running && _dice.Strikes(FaultKind.CrashAfterAppend))
        {
            Crash();
            return;
        }

        foreach (var entry in _batch)
        {
            foreach (var command in entry.Commands)
            {
                if (command is RequestProposal asked) Propose(entry.After, asked);
                else _host.Execute(command);
            }
        }

        _batch.Clear();
        _surroundings.Disturb(_state);
        if (_state.Closing is null && _dice.Strikes(FaultKind.Interrupt))
        {
            var driver = _driver;
            _clock.After(TimeSpan.Zero, () =>
            {
                if (_driver == driver) Happen(new StopRequested(_clock.Now, "Ctrl+C"));
            });
        }
    }

    // Now and then it takes as long as a slow disk may, so that reports come in between.
    private void Propose(ExperimentState state, RequestProposal asked)
    {
        var driver = _driver;
        var took = _dice.Strikes(FaultKind.SlowDisk)
            ? TimeSpan.FromSeconds(5 * _dice.Severity(FaultKind.SlowDisk))
            : TimeSpan.FromMilliseconds(1);
        var (config, mistake) = Proposals.Compute(_settings, state, asked, _memory);
        if (_simulation.IsChecked
            && !Proposals.Compute(_settings, state, asked, new SamplerMemory()).Equals((config, mistake)))
        {
            throw new InvariantViolationException(
                $"What the sampler remembered changed its proposal for trial {asked.Trial}, which is {config}.");
        }

        _clock.After(took, () =>
        {
            if (_driver == driver) Happen(new Proposed(_clock.Now, asked.Trial, config, mistake, took));
        });
    }

    private void Crash()
    {
        _surroundings.ForgetDriver();
        _host.KillAll();
        _inbox.Clear();
        _batch.Clear();
        _isWriting = false;
        _state = _journal.Last;
        Reopen();
    }

    private void Reopen()
    {
        _driver++;
        _surroundings.ForgetDriver();
        _memory = new SamplerMemory();
        _state = _journal.Replay(_state);
        _host.RequireAnswersKept(_journal);
        _audit.Rebuild(_journal.Entries);
        Open();
        _surroundings.AfterOpening(_state);
    }

    private void Take(Simulation simulation)
    {
        _simulation = simulation;
        _settings = _journal.Settings = simulation.Settings;
        _invariants = new Invariants(simulation, _settings, _disk);
        _host.Training = simulation.Training;
    }

    /// <summary>The user mends what the experiment failed of, and resumes.</summary>
    private void Mend(Simulation mended)
    {
        _state = _journal.Replay(_state);
        Take(_simulation with
        {
            Space = mended.Space,
            Scheduler = mended.Scheduler,
            Stop = mended.Stop,
            Training = mended.Training,
            Mended = null,
        });
        Reopen();
    }

    private ImmutableArray<JournalEntry> JournalSoFar()
    {
        ImmutableArray<JournalEntry> journal = [.. _journal.Entries, .. _batch];
        return _current is { } happened ? journal.Add(new JournalEntry(happened, [], _state)) : journal;
    }
}
