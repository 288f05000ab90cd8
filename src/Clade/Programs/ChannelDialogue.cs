using System.Net.Sockets;
using System.Text.Json;
using Clade.Trials;

namespace Clade.Programs;

/// <summary>Talks with a program over its socket.</summary>
internal sealed class ChannelDialogue(ChannelProgram program, AttemptOrder order, TimeSpan grace) : IProgramDialogue
{
    // A program whose socket ended is about to end; one that closed it and goes on is ended.
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Tells the program which attempt to serve.</summary>
    public void Start(StartOrder start) => program.Send(start);

    public ProgramSaid Next()
    {
        try
        {
            return TryRead() ?? throw ReasonOfEnd();
        }
        catch (SocketException)
        {
            throw ReasonOfEnd();
        }
    }

    public void Answer(AnswerOrder answer) => program.Send(answer);

    public bool AwaitLeaving()
    {
        program.Socket.ReadTimeout = grace;
        try
        {
            return TryRead() is EndedSaid;
        }
        catch (Exception e) when (e is SocketException or ProgramException)
        {
            return false;
        }
        finally
        {
            program.Socket.ReadTimeout = TimeSpan.Zero;
        }
    }

    private ProgramSaid? TryRead()
    {
        try
        {
            if (!program.Socket.Reader.TryRead(out var line)) return null;

            var said = JsonSerializer.Deserialize(line, ProgramJson.Default.ProgramSaid)!;
            return (said.Trial, said.Attempt) == (order.Trial, order.Attempt) ? said : throw new ProgramException(
                $"the program spoke for attempt {said.Attempt} of trial {said.Trial}, but it serves attempt " +
                $"{order.Attempt} of trial {order.Trial}. What an earlier attempt has left running must not speak.");
        }
        catch (Exception e) when (
            e is JsonException or InvalidDataException or ArgumentException or FormatException
            or InvalidOperationException or NotSupportedException)
        {
            throw new ProgramException(
                $"the program sent a line that can't be understood: {e.Message} See docs/channel.md for what may be " +
                "said.");
        }
    }

    private ProgramException ReasonOfEnd() => program.Process.Exited.Wait(ExitTimeout)
        ? program.Process.Failure(FormattableString.Invariant(
            $" while it served attempt {order.Attempt} of trial {order.Trial}"))
        : new ProgramException(
            "the program closed its socket and goes on without it. Keep it open until Clade says 'exit' or closes it.");
}
