namespace Clade;

/// <summary>Why an attempt failed or was lost.</summary>
/// <param name="Kind">The exception's type, or <c>WorkerLost</c>.</param>
/// <param name="Message">The exception's message; for a lost worker the signal or exit code.</param>
/// <param name="Details">The exception in full, with its stack; empty for a lost worker.</param>
public sealed record TrialError(string Kind, string Message, string Details = "")
{
    /// <summary>The kind given to lost workers.</summary>
    public const string WorkerLost = "WorkerLost";

    /// <summary>The kind given where a trial took more memory than <see cref="Resources.MemoryBytes"/>.</summary>
    public const string MemoryExceeded = "MemoryExceeded";

    /// <summary>The kind given where the machine ran short of memory and this trial had to give way.</summary>
    public const string MemoryShort = "MemoryShort";

    /// <summary>The kind given where a checkpoint can't be saved, and no other trial could save one.</summary>
    internal const string StorageUnusable = "StorageUnusable";
}
