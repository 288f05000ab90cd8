using System.Collections.Immutable;
using Clade.Experiments;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>The engine with a bug planted: the simulator must find each, or it lacks an invariant.</summary>
public sealed class PlantedBugTests
{
    private delegate ImmutableArray<Command> Bug(ExperimentState before, ExperimentEvent happened, StepResult result);

    private static readonly Dictionary<string, (Bug Bug, string CaughtBy)> Bugs = new(StringComparer.Ordinal)
    {
        ["a donor's checkpoint is deleted"] = (
            (_, _, result) => Add<ExploitDonor>(result, e => new DeleteCheckpoint(e.Record.Checkpoint)),
            "is held, but"),
        ["a victim keeps its own structural value"] = (
            (before, _, result) => Replace<ExploitDonor>(result, e => e with
            {
                Record = e.Record with
                {
                    Config = e.Record.Config.With("layers", before[e.Record.Victim].Config["layers"]),
                },
            }),
            "structural layers"),
        ["the next attempt starts from scratch"] = (
            (_, _, result) => Replace<StartAttempt>(result, start => start with { Checkpoint = null }),
            "from scratch at iteration"),
        ["a donor is drawn from the whole population"] = (
            (_, _, result) => Replace<ExploitDonor>(result, e => e with
            {
                Record = e.Record with { DonorRank = e.Record.PopulationSize },
            }),
            "a donor of rank"),
        ["a held member is never let go"] = (
            (_, _, result) =>
                [.. result.Commands.Where(c => c is not (Release or Answer { Kind: ReplyKind.Continue }))],
            "Nothing is going to happen"),
        ["an attempt is started on a CPU that is taken"] = (
            (_, _, result) => Replace<StartAttempt>(result, start => start with
            {
                Allocation = start.Allocation with { Cpus = [0] },
            }),
            "is oversubscribed"),
        ["a score is credited to the donor's new configuration"] = (
            (before, happened, result) => happened is CheckpointSaved saved && result.Commands.Any(c => c is MarkReady)
                ? Replace<ExploitDonor>(result, e => e with
                {
                    Record = e.Record with { Victim = saved.Trial, Donor = saved.Trial },
                })
                : result.Commands,
            "copied itself"),
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_simulator_catches_it(string name)
    {
        var (bug, caughtBy) = Bugs[name];
        var caught = 0;
        string? message = null;
        for (var seed = 0UL; seed < 20 && caught == 0; seed++)
        {
            var pbt = new PopulationBasedTraining { PerturbationInterval = 3, Synchronous = true };
            var simulation = Toys.Small(seed, pbt) with
            {
                Slots = 3,
            };
            try
            {
                Simulator.Run(simulation, (settings, state, happened) =>
                {
                    var result = Experiment.Step(settings, state, happened);
                    var commands = bug(state, happened, result);
                    return new StepResult(Experiment.Replay(settings, state, happened, commands), commands);
                });
            }
            catch (InvariantViolationException violation)
            {
                message = violation.Message;
                caught++;
            }
        }

        Assert.NotNull(message);
        Assert.Contains(caughtBy, message, StringComparison.Ordinal);
    }

    private static ImmutableArray<Command> Replace<T>(StepResult result, Func<T, Command> change)
        where T : Command => [.. result.Commands.Select(c => c is T t ? change(t) : c)];

    private static ImmutableArray<Command> Add<T>(StepResult result, Func<T, Command> more)
        where T : Command => [.. result.Commands.SelectMany(c => c is T t ? new[] { c, more(t) } : [c])];
}
