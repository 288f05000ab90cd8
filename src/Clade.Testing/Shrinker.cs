namespace Clade.Testing;

/// <summary>Makes a failing simulation smaller while it still fails: fewer faults, trials, slots, iterations.</summary>
internal static class Shrinker
{
    /// <summary>Runs that a shrinking may take: each is as long as an experiment.</summary>
    private const int RunsMax = 400;

    private static readonly long[] Stops = [1, 2, 3, 4, 6, 8, 12, 16];

    /// <summary>A smaller simulation that still violates something, with the shortest journal that was found.</summary>
    /// <param name="simulation">What failed.</param>
    /// <param name="violation">How it failed.</param>
    /// <param name="run">Runs a simulation with the same engine.</param>
    public static ShrunkSimulation Shrink(
        Simulation simulation, InvariantViolationException violation, Func<Simulation, SimulationRun> run)
    {
        var best = new ShrunkSimulation(simulation, violation);
        var runs = 0;
        for (var isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (var candidate in Smaller(best.Simulation))
            {
                if (runs++ == RunsMax) return best;
                if (FailureOf(candidate, run) is not { } failure) continue;
                if (failure.Journal.Length > best.Violation.Journal.Length) continue;
                // Other luck makes nothing simpler: it must pay, or two seeds would take turns for ever.
                var isOtherLuck = candidate.FaultSeed != best.Simulation.FaultSeed;
                if (isOtherLuck && failure.Journal.Length == best.Violation.Journal.Length) continue;

                (best, isSmaller) = (new ShrunkSimulation(candidate, failure), true);
                break;
            }
        }

        return best;
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
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            if (simulation.Faults.Of(kind) > 0) yield return simulation with { Faults = simulation.Faults.Without(kind) };
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

        // The same experiment with other luck may show it sooner.
        for (var luck = 0UL; luck < 10; luck++)
        {
            if (luck != simulation.FaultSeed) yield return simulation with { FaultSeed = luck };
        }
    }
}

/// <summary>A failing simulation made smaller.</summary>
/// <param name="Simulation">What fails.</param>
/// <param name="Violation">How; with the journal up to there.</param>
internal sealed record ShrunkSimulation(Simulation Simulation, InvariantViolationException Violation);
