namespace Clade.Testing;

/// <summary>Makes a failing simulation smaller while it still fails: fewer faults, trials, slots, iterations.</summary>
internal static class Shrinker
{
    /// <summary>Runs that a shrinking may take: each is as long as an experiment.</summary>
    private const int RunsMax = 2000;

    /// <summary>How many other fault seeds a smaller experiment is tried with: less happens in it.</summary>
    private const ulong LuckOfSmaller = 4;

    /// <summary>How many fault seeds are tried in the end, for a shorter journal of the same experiment.</summary>
    private const ulong LuckAtEnd = 50;

    private static readonly long[] Stops = [1, 2, 3, 4, 6, 8, 12, 16];

    /// <summary>A smaller simulation that still violates something, with the shortest journal that was found.</summary>
    /// <param name="simulation">What failed.</param>
    /// <param name="violation">How it failed.</param>
    /// <param name="run">Runs a simulation with the same engine.</param>
    public static ShrunkSimulation Shrink(
        Simulation simulation, InvariantViolationException violation, Func<Simulation, SimulationRun> run)
    {
        var best = new ShrunkSimulation(simulation, violation);
        var runsLeft = RunsMax;
        while (true)
        {
            var candidates = Smaller(best.Simulation).SelectMany(WithLuck);
            if (FirstFailure(candidates, best.Length, run, ref runsLeft) is not { } smaller) break;

            best = smaller;
        }

        foreach (var luck in Lucks(LuckAtEnd, best.Simulation.FaultSeed))
        {
            var other = best.Simulation with { FaultSeed = luck };
            best = FirstFailure([other], best.Length - 1, run, ref runsLeft) ?? best;
        }

        return best;
    }

    private static ShrunkSimulation? FirstFailure(
        IEnumerable<Simulation> candidates, int lengthMax, Func<Simulation, SimulationRun> run, ref int runsLeft)
    {
        foreach (var candidate in candidates)
        {
            if (--runsLeft < 0) return null;

            var failure = FailureOf(candidate, run);
            if (failure?.Journal.Length <= lengthMax) return new ShrunkSimulation(candidate, failure);
        }

        return null;
    }

    private static IEnumerable<Simulation> WithLuck(Simulation simulation) =>
        Lucks(LuckOfSmaller, simulation.FaultSeed).Prepend(simulation.FaultSeed)
            .Select(luck => simulation with { FaultSeed = luck });

    private static IEnumerable<ulong> Lucks(ulong count, ulong except)
    {
        for (var luck = 0UL; luck < count; luck++)
        {
            if (luck != except) yield return luck;
        }
    }

    private static InvariantViolationException? FailureOf(Simulation simulation, Func<Simulation, SimulationRun> run)
    {
        try
        {
            run(simulation);
            return null;
        }
        catch (InvariantViolationException violation)
        {
            return violation;
        }
    }

    /// <summary>Each is smaller in one way, the greatest steps first.</summary>
    private static IEnumerable<Simulation> Smaller(Simulation simulation)
    {
        var faults = simulation.Faults;
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            if (faults.Of(kind) > 0) yield return simulation with { Faults = faults.Without(kind) };
        }

        if (simulation.Mended is { } mended)
        {
            yield return simulation with
            {
                Space = mended.Space,
                Scheduler = mended.Scheduler,
                Stop = mended.Stop,
                Training = mended.Training,
                Mended = null,
            };
        }

        var trials = simulation.Trials ?? 10;
        for (var fewer = 1; fewer < trials; fewer++) yield return simulation with { Trials = fewer };

        var budget = simulation.Stop.IterationBudget ?? long.MaxValue;
        foreach (var iteration in Stops)
        {
            var isSimpler = iteration < budget || (iteration == budget && simulation.Stop != Stop.AtIteration(budget));
            if (isSimpler) yield return simulation with { Stop = Stop.AtIteration(iteration) };
        }

        // Fewer CPUs than a trial needs would be another mistake.
        for (var fewer = (int)Math.Ceiling(simulation.Resources.Cpu); fewer < simulation.Slots; fewer++)
        {
            if (fewer > 0) yield return simulation with { Slots = fewer };
        }
    }
}

/// <summary>A failing simulation made smaller.</summary>
/// <param name="Simulation">What fails.</param>
/// <param name="Violation">How; with the journal up to there.</param>
internal sealed record ShrunkSimulation(Simulation Simulation, InvariantViolationException Violation)
{
    /// <summary>The length of the journal.</summary>
    public int Length => Violation.Journal.Length;
}
