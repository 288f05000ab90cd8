using Clade.Trials;

namespace Clade.Programs;

/// <summary>Serves attempts by <see cref="ProgramProtocol.Output"/>.</summary>
internal sealed class OutputFunction(ProgramDescription program, string privateFolder)
    : ProgramFunction(program, privateFolder)
{
    private readonly OutputMetrics _metrics = new(program.MetricPatterns, program.RequiredMetrics);

    public override Action Prepare(AttemptOrder order, AttemptReporter reporter, out Configuration inForce)
    {
        // What no argument mentions, the program does not know: that is warned of like what a function never reads.
        inForce = order.Config;
        var watched = order.Config.Watched();
        reporter.Watch(watched);
        return () =>
        {
            using var values = ValuesOf(order with { Config = watched }, reporter);
            using var attempt = new OutputAttempt(_metrics, reporter, values);
            attempt.Run(ProgramStart.Of(Program, values.Of), Program.TerminationGrace);
        };
    }
}
