using System.Globalization;
using Clade.Trials;

namespace Clade.Programs;

/// <summary>Serves attempts by <see cref="ProgramProtocol.Files"/>: a process for each.</summary>
internal sealed class FilesFunction(ProgramDescription program, string privateFolder)
    : ProgramFunction(program, privateFolder)
{
    public override Action Prepare(AttemptOrder order, AttemptReporter reporter, out Configuration inForce)
    {
        var values = ValuesOf(order, reporter);
        ChildProgram? child = null;
        try
        {
            var exchange = new ExchangeFolder(values.Of(ProgramMacros.Exchange), order);
            exchange.WriteAttempt(StartOrder.Of(order, reporter));
            child = ChildProgram.Start(
                ProgramStart.Of(Program, values.Of, VariablesOf(values, exchange, order)), Program.TerminationGrace,
                static _ => { });
            var dialogue = new FilesDialogue(
                exchange, child, () => reporter.Sequence, (order.Trial, order.Attempt));
            var attempt = new DialogueAttempt(dialogue, order, reporter);
            attempt.AwaitStart();
            inForce = order.Config;
            return () => Run(attempt, child, values);
        }
        catch
        {
            End(child, values);
            throw;
        }
    }

    private static void Run(DialogueAttempt attempt, ChildProgram child, AttemptValues values)
    {
        try
        {
            attempt.Run();
        }
        finally
        {
            End(child, values);
        }
    }

    private static void End(ChildProgram? child, AttemptValues values)
    {
        child?.End(isTold: false);
        child?.Dispose();
        values.Dispose();
    }

    private static (string, string)[] VariablesOf(
        AttemptValues values, ExchangeFolder exchange, AttemptOrder order) =>
    [
        ("CLADE_EXCHANGE", exchange.Path),
        ("CLADE_CONFIG", values.Of(ProgramMacros.Config)),
        ("CLADE_TRIAL", values.Of(ProgramMacros.Trial)),
        ("CLADE_SEED", values.Of(ProgramMacros.Seed)),
        ("CLADE_ITERATION", values.Of(ProgramMacros.Iteration)),
        ("CLADE_CHECKPOINT", values.Of(ProgramMacros.CheckpointIn)),
        ("CLADE_LEARNING_RATE_FACTOR", order.LearningRateFactor.ToString("R", CultureInfo.InvariantCulture)),
    ];
}
