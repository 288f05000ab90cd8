using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>The engine as the simulator calls it.</summary>
internal delegate StepResult Engine(ExperimentSettings settings, ExperimentState state, ExperimentEvent happened);

/// <summary>A bug that is planted into the engine.</summary>
/// <param name="Engine">Makes an engine with the bug; it may count within one run.</param>
/// <param name="CaughtBy">What the violation says.</param>
/// <param name="FirstSeed">The first seed that catches it.</param>
/// <param name="Faults">The faults that it needs; none where it shows without.</param>
internal sealed record PlantedBug(Func<Engine> Engine, string CaughtBy, ulong FirstSeed, Faults? Faults = null)
{
    /// <summary>How configurations are changed where the bug needs it; none for the default.</summary>
    public Explore? Explore { get; init; }
}

/// <summary>Bugs of every kind that the invariants are there for.</summary>
internal static class PlantedBugs
{
    private static readonly Faults Redelivery = new() { Duplicate = 0.2, Throw = 0.05 };

    public static IReadOnlyDictionary<string, PlantedBug> All { get; } = new Dictionary<string, PlantedBug>
    {
        ["a donor's checkpoint is deleted"] = new(
            Decides((_, result) => Add<ExploitDonor>(result, e => new DeleteCheckpoint(e.Record.Checkpoint))),
            "is held, but", FirstSeed: 0),
        ["a victim keeps its own structural value"] = new(
            Decides((before, result) => Replace<ExploitDonor>(result, e => e with
            {
                Record = e.Record with
                {
                    Config = e.Record.Config.With("layers", before[e.Record.Victim].Config["layers"]),
                },
            })),
            "structural layers", FirstSeed: 0),
        ["the next attempt starts from scratch"] = new(
            Decides((_, result) => Replace<StartAttempt>(result, start => start with { Checkpoint = null })),
            "but its newest checkpoint is", FirstSeed: 0),
        ["a donor is drawn from the whole population"] = new(
            Decides((_, result) => Replace<ExploitDonor>(result, e => e with
            {
                Record = e.Record with { DonorRank = e.Record.PopulationSize },
            })),
            "a donor of rank", FirstSeed: 0),
        ["a held member is never let go"] = new(
            Decides((_, result) =>
                [.. result.Commands.Where(c => c is not (Release or Answer { Kind: ReplyKind.Continue }))]),
            "Nothing is going to happen", FirstSeed: 0),
        ["an attempt is started on a CPU that is taken"] = new(
            Decides((_, result) => Replace<StartAttempt>(result, start => start with
            {
                Allocation = start.Allocation with { Cpus = [0] },
            })),
            "CPU 0 is oversubscribed", FirstSeed: 0),
        ["a member copies itself"] = new(
            Decides((_, result) => Replace<ExploitDonor>(result, e => e with
            {
                Record = e.Record with { Donor = e.Record.Victim },
            })),
            "copied itself", FirstSeed: 0),
        ["an exploit is half applied: the configuration without the checkpoint"] = new(
            () => HalfAnExploit, "the victim is not where the donor's checkpoint is", FirstSeed: 0),
        ["a score is credited from a stale attempt"] = new(
            () => Credulous(static (e, attempt) => e.Attempt < attempt.Number),
            "reports came from live attempts", FirstSeed: 4, Redelivery),
        ["a redelivered report is counted twice"] = new(
            () => Credulous(static (e, attempt) => e.Attempt == attempt.Number && e.Sequence == attempt.Sequence),
            "reports came from live attempts", FirstSeed: 0, Redelivery),
        ["exploring draws in the order of arrival"] = new(
            ArrivalOrder, "is decided otherwise on replay", FirstSeed: 0, new Faults { CrashAfterAppend = 0.02 }),
        ["a trial starts though the user paused it"] = new(
            () => static (settings, state, happened) =>
            {
                var paused = happened is ResumeRequested ? [] : state.Trials.Where(t => t.PausedByUser).ToList();
                foreach (var trial in paused) state = state.Set(trial with { PausedByUser = false });
                var result = Experiment.Step(settings, state, happened);
                var after = result.State;
                foreach (var trial in paused) after = after.Set(after[trial.Id] with { PausedByUser = true });
                return result with { State = after };
            },
            "while it is paused", FirstSeed: 0, new Faults { PauseTrial = 0.3 }),
        ["trials start though memory is short"] = new(
            () => static (settings, state, happened) =>
            {
                var result = Experiment.Step(settings, state with { Memory = MemoryLevel.Ample }, happened);
                return happened is MemoryReported or Opened ? result : result with
                {
                    State = result.State with { Memory = state.Memory },
                };
            },
            "while memory is", FirstSeed: 0, new Faults { ShortMemory = 0.2 }),
        ["memory is not counted"] = new(
            () => static (settings, state, happened) => Experiment.Step(
                settings with { Resources = settings.Resources with { MemoryBytes = 0 } }, state, happened),
            "bytes are in use", FirstSeed: 0),
        ["a damaged checkpoint is held on to"] = new(
            () => static (settings, state, happened) => happened is CheckpointDamaged e
                ? Experiment.Step(settings, state, new AttemptEnded(
                    e.Time, e.Trial, e.Attempt, AttemptOutcome.Left, Error: null))
                : Experiment.Step(settings, state, happened),
            "is damaged; it held", FirstSeed: 0, new Faults { DamageCheckpoint = 0.3 }),
        ["the best is not remembered with its own score"] = new(
            () => static (settings, state, happened) =>
            {
                var result = Experiment.Step(settings, state, happened);
                return result.State.Best is not { } best || best == state.Best ? result : result with
                {
                    State = result.State with { Best = best with { Score = new Score(best.Score.Value + 0.1) } },
                };
            },
            "but is credited", FirstSeed: 0),
        ["the jump to a donor's score is credited to a configuration"] = new(
            () => static (settings, state, happened) =>
            {
                var result = Experiment.Step(settings, state, happened);
                var jumped = result.State;
                foreach (var exploit in result.Commands.OfType<ExploitDonor>())
                {
                    var victim = jumped[exploit.Record.Victim];
                    jumped = jumped.Set(victim with { ChangesFrom = new ScoreMark(victim.Time, -7) });
                }

                return result with { State = jumped };
            },
            "is credited with the score -7", FirstSeed: 0)
        {
            Explore = new PopulationBasedBandits(),
        },
    };

    private static Func<Engine> Decides(Func<ExperimentState, StepResult, ImmutableArray<Command>> bug) =>
        () => (settings, state, happened) =>
        {
            var commands = bug(state, Experiment.Step(settings, state, happened));
            return new StepResult(Experiment.Replay(settings, state, happened, commands), commands);
        };

    private static ImmutableArray<Command> Replace<T>(StepResult result, Func<T, Command> change)
        where T : Command => [.. result.Commands.Select(c => c is T t ? change(t) : c)];

    private static ImmutableArray<Command> Add<T>(StepResult result, Func<T, Command> more)
        where T : Command => [.. result.Commands.SelectMany(c => c is T t ? new[] { c, more(t) } : [c])];

    private static StepResult HalfAnExploit(
        ExperimentSettings settings, ExperimentState state, ExperimentEvent happened)
    {
        var result = Experiment.Step(settings, state, happened);
        if (!result.Commands.Any(static command => command is ExploitDonor)) return result;

        ImmutableArray<Command> commands = [.. result.Commands.Where(static c => c is not DeleteCheckpoint)];
        var half = Experiment.Replay(settings, state, happened, commands);
        foreach (var exploit in commands.OfType<ExploitDonor>())
        {
            var victim = EventFold.Apply(settings, state, happened)[exploit.Record.Victim];
            half = half.SetCheckpoints(victim.Id, victim.Checkpoints);
            half = half.Set(half.Rewound(half[victim.Id]));
        }

        return new StepResult(half, commands);
    }

    /// <summary>An engine that takes a report for the next one of the live attempt where it should doubt it.</summary>
    private static Engine Credulous(Func<Reported, AttemptState, bool> believes) => (settings, state, happened) =>
    {
        var isTaken = happened is Reported e && e.Trial.Value < state.Trials.Count
            && state[e.Trial].Attempt is { Phase: AttemptPhase.Training } attempt && believes(e, attempt);
        return Experiment.Step(settings, state, !isTaken ? happened : (Reported)happened with
        {
            Attempt = state[((Reported)happened).Trial].Attempt!.Number,
            Sequence = state[((Reported)happened).Trial].Attempt!.Sequence + 1,
        });
    };

    private static Engine ArrivalOrder()
    {
        var drawn = 0;
        return (settings, state, happened) =>
        {
            var result = Experiment.Step(settings, state, happened);
            var commands = Replace<ExploitDonor>(result, e => e with
            {
                Record = e.Record with
                {
                    Config = e.Record.Config.With("momentum", drawn++ % 97 / 98.0),
                },
            });
            return new StepResult(Experiment.Replay(settings, state, happened, commands), commands);
        };
    }
}
