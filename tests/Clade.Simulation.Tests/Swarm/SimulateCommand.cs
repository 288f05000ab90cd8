using System.Diagnostics;
using Clade.Testing;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>Runs seeded experiments by the thousand and tells what they met.</summary>
internal static class SimulateCommand
{
    // A broken engine fails everywhere: the first few failures say as much as all.
    private const int FailuresShownMax = 5;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    /// <returns>The exit code: 0 if nothing was violated, 1 if something was, 2 if the options are wrong.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        SimulateOptions options;
        try
        {
            options = SimulateOptions.Parse(args);
        }
        catch (FormatException mistake)
        {
            Console.Error.WriteLine(mistake.Message);
            return 2;
        }

        var tally = new Tally();
        var watch = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        var printing = new Lock();
        Parallel.For(0L, options.Seeds, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, i =>
        {
            RunOne(options, unchecked(options.First + (ulong)i), tally, printing);
            lock (printing)
            {
                if (watch.Elapsed - shown < ProgressEvery) return;

                shown = watch.Elapsed;
                Console.WriteLine(tally.Line(watch.Elapsed, options.Seeds));
            }
        });

        Console.WriteLine(tally.Summary(watch.Elapsed, Environment.CpuUsage.TotalTime, options));
        return tally.Violations == 0 ? 0 : 1;
    }

    private static void RunOne(SimulateOptions options, ulong seed, Tally tally, Lock printing)
    {
        var simulation = Mix.Draw(seed, options.Only);
        try
        {
            tally.Add(Simulator.Run(simulation));
        }
        catch (InvariantViolationException violation)
        {
            if (tally.AddViolation() > FailuresShownMax) return;

            var report = FailureReport.Of(seed, options.Only, simulation, violation);
            lock (printing) Console.WriteLine(report);
        }
    }
}
