namespace Clade.Display;

/// <summary>Sends what the program prints with <see cref="Console"/> elsewhere, until it is disposed.</summary>
/// <remarks>What native code or a child process prints goes to the terminal directly and can't be caught.</remarks>
internal sealed class ConsoleCapture : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly CapturedWriter _captured;
    private readonly TextWriter _captureOfOut;
    private readonly TextWriter? _captureOfError;

    /// <summary>Begins.</summary>
    /// <param name="write">Takes whole lines, each with its line end.</param>
    /// <param name="withError">Whether standard error is taken too.</param>
    public ConsoleCapture(Action<string> write, bool withError)
    {
        _captured = new CapturedWriter(write);
        Console.SetOut(_captured);
        _captureOfOut = Console.Out;
        if (!withError) return;

        Console.SetError(_captured);
        _captureOfError = Console.Error;
    }

    /// <summary>Sends a line that has no end yet, with one.</summary>
    public void WriteRest() => _captured.WriteRest();

    public void Dispose()
    {
        WriteRest();

        // Whoever replaced the writer after us keeps theirs; what they pass on to ours still arrives.
        if (ReferenceEquals(Console.Out, _captureOfOut)) Console.SetOut(_out);
        if (_captureOfError is not null && ReferenceEquals(Console.Error, _captureOfError)) Console.SetError(_error);
    }
}
