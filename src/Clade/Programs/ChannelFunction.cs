using System.Collections.Immutable;
using Clade.Trials;
using Clade.Workers.Channel;

namespace Clade.Programs;

/// <summary>Serves attempts by <see cref="ProgramProtocol.Channel"/>: one process for all, which stays warm.</summary>
internal sealed class ChannelFunction(ProgramDescription program, string privateFolder)
    : ProgramFunction(program, privateFolder), IDisposable
{
    private WorkerListener? _listener;
    private ChannelProgram? _program;

    private string SocketPath => Path.Combine(
        PrivateFolder, FormattableString.Invariant($"program-{Environment.ProcessId}"));

    public override Action Prepare(AttemptOrder order, AttemptReporter reporter, out Configuration inForce)
    {
        var isWarm = _program is { IsAlive: true };
        DialogueAttempt attempt;
        try
        {
            attempt = Begin(order, reporter);
        }
        catch (ProgramException e) when (isWarm && e.IsOfDeadProgram)
        {
            // It died between two attempts, or when it heard of this one: nobody is to blame, and the next process has
            // it from the beginning.
            attempt = Begin(order, reporter);
        }

        inForce = order.Config;
        return () => Run(attempt, reporter);
    }

    /// <summary>Tells the program that there is no more, and ends it.</summary>
    public void Dispose()
    {
        _program?.Send(new ExitOrder());
        EndProgram(isTold: true);
        _listener?.Dispose();
    }

    private DialogueAttempt Begin(AttemptOrder order, AttemptReporter reporter)
    {
        if (_program is not { IsAlive: true })
        {
            EndProgram(isTold: false);
            _listener ??= new WorkerListener(SocketPath, TimeProvider.System);
            _program = ChannelProgram.Start(Program with { Environment = EnvironmentWithClient() }, _listener);
        }

        var dialogue = new ChannelDialogue(_program, order, Program.TerminationGrace);
        var attempt = new DialogueAttempt(dialogue, order, reporter);
        try
        {
            dialogue.Start(StartOrder.Of(order, reporter));
            attempt.AwaitStart();
            return attempt;
        }
        catch when (!attempt.IsOver)
        {
            EndProgram(isTold: false);
            throw;
        }
    }

    private ImmutableSortedDictionary<string, string> EnvironmentWithClient()
    {
        const string Variable = PythonClient.SearchPathVariable;
        var folder = Path.Combine(PrivateFolder, FormattableString.Invariant($"python-{Environment.ProcessId}"));
        var before = Program.Environment.GetValueOrDefault(Variable) ?? Environment.GetEnvironmentVariable(Variable);
        return Program.Environment.SetItem(Variable, PythonClient.AddTo(folder, before));
    }

    private void Run(DialogueAttempt attempt, AttemptReporter reporter)
    {
        try
        {
            attempt.Run();
        }
        finally
        {
            // It had its grace while it was waited for.
            if (reporter.HasLeft && !attempt.IsOver) _program?.Process.Kill();
            Finish(attempt.IsOver);
        }
    }

    // A program that has not said that it is done is in the midst of something, whatever that is.
    private void Finish(bool isOver)
    {
        if (!isOver || _program is not { IsAlive: true })
        {
            EndProgram(isTold: false);
            return;
        }

        // Its own children are its own affair as long as it lives; those that have lost their parent are nobody's.
        if (OperatingSystem.IsLinux())
        {
            ProcessDescendants.End(Program.TerminationGrace, isTold: false, kept: _program.Process.Id);
        }

        _program.Process.Drain();
    }

    private void EndProgram(bool isTold)
    {
        if (_program is null) return;

        _program.Process.End(isTold);
        _program.Dispose();
        _program = null;
    }
}
