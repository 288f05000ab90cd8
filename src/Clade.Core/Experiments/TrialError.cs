namespace Clade;

/// <summary>Why an attempt failed or was lost.</summary>
/// <param name="Kind">The exception's type, or <c>WorkerLost</c>.</param>
/// <param name="Message">The exception's message; for a lost worker the signal or exit code.</param>
/// <param name="Details">The exception in full, with its stack; empty for a lost worker.</param>
public sealed record TrialError(string Kind, string Message, string Details = "")
{
    /// <summary>The kind given to lost workers.</summary>
    public const string WorkerLost = "WorkerLost";

    /// <summary>The kind given where a checkpoint can't be saved, and no other trial could save one.</summary>
    internal const string StorageUnusable = "StorageUnusable";
}
