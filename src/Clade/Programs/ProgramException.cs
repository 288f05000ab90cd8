namespace Clade.Programs;

/// <summary>A training program failed, or did not keep to its protocol.</summary>
/// <param name="message">What happened, and what to do.</param>
/// <param name="details">What the program printed or said about it; none if nothing.</param>
/// <param name="kind">What the program itself calls the failure.</param>
internal sealed class ProgramException(string message, string? details = null, string kind = ProgramException.Failure)
    : CladeException(message)
{
    /// <summary>The kind of a failure that the program has no name for.</summary>
    public const string Failure = "program failed";

    public string Kind { get; } = kind;

    /// <summary>Whether the program's process is gone.</summary>
    public bool IsOfDeadProgram { get; init; }

    /// <summary>Whether a signal ended the program: a crash in native code, or somebody killed it.</summary>
    public bool IsByKill { get; init; }

    // The calls that led here are Clade's, and say nothing about the program.
    public override string ToString() => details ?? Message;
}
