using System.Globalization;
using System.Text;
using Clade.Experiments;
using Clade.Testing;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>A failing seed for people: what was violated, a short journal that shows it, how to run it.</summary>
internal static class FailureReport
{
    public static string Of(
        ulong seed, MixKind? only, Testing.Simulation simulation, InvariantViolationException violation)
    {
        var shrunk = Shrinker.Shrink(simulation, violation, Simulator.Run);
        var text = new StringBuilder();
        var run = CultureInfo.InvariantCulture;
        text.AppendLine(run, $"Seed {seed} fails: {violation.Message}")
            .AppendLine(run, $"Shrunk to {Describe(shrunk.Simulation)}")
            .AppendLine(run, $"({shrunk.Violation.Journal.Length} journal entries of {violation.Journal.Length}):");
        foreach (var entry in shrunk.Violation.Journal) text.AppendLine(LineOf(entry));
        return text.AppendLine(run, $"Violated: {shrunk.Violation.Message}")
            .Append("Again: dotnet run -c Release --project tests/Clade.Simulation.Tests -- simulate ")
            .Append(run, $"--first {seed} --seeds 1")
            .Append(only is { } kind ? $" --only {kind.ToString().ToLowerInvariant()}" : "")
            .ToString();
    }

    /// <summary>One journal entry as a line of JSON.</summary>
    public static string LineOf(JournalEntry entry) =>
        $"{{\"event\":{Encoding.UTF8.GetString(JournalJson.WriteEvent(entry.Event))}," +
        $"\"commands\":{Encoding.UTF8.GetString(JournalJson.WriteCommands(entry.Commands))}}}";

    private static string Describe(Testing.Simulation simulation)
    {
        var on = Enum.GetValues<FaultKind>().Where(kind => simulation.Faults.Of(kind) > 0).ToList();
        return $"{simulation.Trials?.ToString(CultureInfo.InvariantCulture) ?? "any number of"} trials on " +
            $"{simulation.Slots} CPUs, stop {simulation.Stop}, {simulation.Scheduler.Describe()}, " +
            $"{simulation.Sampler.Describe()}, " +
            (on.Count == 0 ? "no faults" : $"faults {string.Join(", ", on)}");
    }
}
