using System.Diagnostics;
using System.IO.Pipes;
using Clade.Workers;

namespace Clade.Programs;

/// <summary>
/// A user's program that runs: its output goes through this process, and it ends with all that came of it.
/// </summary>
/// <remarks>
/// It stays in the worker's process group, and inherits the worker's mark, cgroup and CPUs, so that whatever ends a
/// worker ends it too. One at a time.
/// </remarks>
internal sealed class ChildProgram : IDisposable
{
    // With its last process the pipes end too; only what this system does not show us could hold them open.
    private static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly TimeSpan _grace;
    private readonly OutputRelay _out;
    private readonly OutputRelay _error;
    private readonly OutputTail _tail = new();
    private readonly long? _outOfMemoryKillsBefore = WorkerExit.ReadOutOfMemoryKills();

    private ChildProgram(Process process, TimeSpan grace, Action<ReadOnlySpan<byte>> look)
    {
        (_process, _grace) = (process, grace);
        ProcessDescendants.StartedHere = process.Id;
        process.StandardInput.Close();
        _out = new OutputRelay(
            (PipeStream)process.StandardOutput.BaseStream, Console.OpenStandardOutput(), look);
        _error = new OutputRelay(
            (PipeStream)process.StandardError.BaseStream, Console.OpenStandardError(), _tail.Take);
        _out.Start("Clade program output");
        _error.Start("Clade program errors");
        Exited = process.WaitForExitAsync();
    }

    public int Id => _process.Id;

    /// <summary>Completes when the program itself has ended; what it started may go on.</summary>
    public Task Exited { get; }

    /// <summary>Completes when nothing more can come on its standard output, and all of it was looked at.</summary>
    public Task OutputEnded => _out.Ended;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <param name="start">What to start.</param>
    /// <param name="grace">See <see cref="TrainingProgram.TerminationGrace"/>.</param>
    /// <param name="look">Sees its standard output; nothing means its end.</param>
    /// <exception cref="ProgramException">It can't be started.</exception>
    public static ChildProgram Start(ProcessStartInfo start, TimeSpan grace, Action<ReadOnlySpan<byte>> look)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            return new ChildProgram(Process.Start(start)!, grace, look);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ProgramException(
                $"The program '{start.FileName}' can't be started: {e.Message}. Check that it may be executed, that " +
                $"its first line names an interpreter that exists, and that the folder {start.WorkingDirectory} is " +
                "there.");
        }
    }

    /// <summary>The failure to report when it has ended by itself and not well.</summary>
    /// <param name="doing">What it did meanwhile, to follow "the program ended".</param>
    public ProgramException Failure(string doing = "")
    {
        var exit = new WorkerExit(
            ExitCode, WasKilledByClade: false, WorkerExit.ReadOutOfMemoryKills() - _outOfMemoryKillsBefore);
        var tail = _tail.Text;
        return new ProgramException(
            $"the program {exit}{doing}. " + (tail.Length == 0
                ? "It printed nothing to its standard error."
                : $"The last that it printed to its standard error: {tail}"),
            tail.Length == 0 ? null : tail)
        {
            IsOfDeadProgram = true,
            IsByKill = exit.Signal is not null,
        };
    }

    /// <summary>Ends the program and all that came of it, and passes on the rest of its output.</summary>
    /// <param name="isTold">Whether it was told to leave; otherwise SIGTERM tells it.</param>
    public void End(bool isTold) => End(_grace, isTold);

    /// <summary>As <see cref="End(bool)"/>, at once: it had its grace.</summary>
    public void Kill() => End(TimeSpan.Zero, isTold: true);

    /// <summary>Passes on what the program has printed so far.</summary>
    public void Drain()
    {
        _out.Drain();
        _error.Drain();
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        _process.Dispose();
    }

    private void End(TimeSpan grace, bool isTold)
    {
        if (OperatingSystem.IsLinux()) ProcessDescendants.End(grace, isTold);
        else EndElsewhere(grace, isTold);

        try
        {
            Task.WaitAll([_out.Ended, _error.Ended], DrainMax);
        }
        catch (AggregateException)
        {
            // Whoever waits for the output gets the reason.
        }
    }

    // Without /proc there is no list of descendants to wait for; .NET finds children as long as their parents live.
    private void EndElsewhere(TimeSpan grace, bool isTold)
    {
        if (!isTold) _ = Libc.Kill(Id, Libc.SigTerm);
        _ = Exited.Wait(grace);
        _process.Kill(entireProcessTree: true);
    }
}
