using System.Net.Sockets;
using System.Text.Json;
using Clade.Workers.Channel;

namespace Clade.Programs;

/// <summary>A program that is connected, and waits for attempts to serve.</summary>
internal sealed class ChannelProgram : IDisposable
{
    /// <summary>What a program needs to connect: where, and how to be known.</summary>
    public const string SocketVariable = "CLADE_SOCKET";
    public const string TokenVariable = "CLADE_TOKEN";

    private ChannelProgram(ChildProgram process, WorkerSocket socket)
    {
        (Process, Socket) = (process, socket);

        // What it has said is still read; what it started might hold the socket open for ever.
        _ = process.Exited.ContinueWith(
            _ => socket.EndReading(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public ChildProgram Process { get; }

    public WorkerSocket Socket { get; }

    /// <summary>Whether it can be given an attempt, as far as can be seen.</summary>
    public bool IsAlive => !Process.Exited.IsCompleted;

    /// <exception cref="ProgramException">It can't be started, or does not connect.</exception>
    public static ChannelProgram Start(ProgramDescription program, WorkerListener listener)
    {
        using var expected = listener.Expect();
        var process = ChildProgram.Start(
            ProgramStart.Of(
                program, static _ => "", (SocketVariable, listener.Path), (TokenVariable, expected.Token)),
            program.TerminationGrace, static _ => { });
        try
        {
            Task.WaitAny([expected.Connected, process.Exited], program.ConnectTimeout);
            return expected.Connected.IsCompleted
                ? new ChannelProgram(process, expected.TakeAsync().GetAwaiter().GetResult())
                : throw ReasonNotConnected(process, program);
        }
        catch
        {
            process.End(isTold: false);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Says something to the program. One that is gone misses it; its end is noticed elsewhere.</summary>
    public void Send(ProgramOrder message)
    {
        try
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(message, ProgramJson.Readable.ProgramOrder);
            Socket.Send([.. line, (byte)'\n']);
        }
        catch (SocketException)
        {
            // See above.
        }
    }

    public void Dispose()
    {
        Socket.Dispose();
        Process.Dispose();
    }

    private static ProgramException ReasonNotConnected(ChildProgram process, ProgramDescription program)
    {
        const string Remedy = "A Python program calls clade.run(train); docs/channel.md says what others do.";
        if (!process.Exited.IsCompleted)
        {
            return new ProgramException(FormattableString.Invariant(
                $"the program did not connect within {program.ConnectTimeout.TotalSeconds:0.#} s (the connect ") +
                $"timeout) to the socket that {SocketVariable} names. {Remedy}");
        }

        return process.ExitCode == 0
            ? new ProgramException(
                "the program exited with code 0 and had not connected to the socket that " +
                $"{SocketVariable} names. {Remedy}")
            : process.Failure(" before it connected");
    }
}
