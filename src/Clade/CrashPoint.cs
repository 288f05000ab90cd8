namespace Clade;

/// <summary>
/// Named moments at which a crash would be most harmful: around a commit, around the rename of a checkpoint. Nothing
/// happens there, unless a test's program says so, and kills itself.
/// </summary>
/// <remarks>
/// A kill from outside meets such a moment once in many thousand times; a name meets it every time. The names are
/// listed where they are used, by the test's rows.
/// </remarks>
internal static class CrashPoint
{
    /// <summary>The driver, before a batch is appended.</summary>
    public const string AppendBefore = "append.before";

    /// <summary>The driver, when all of a batch is written and not committed.</summary>
    public const string CommitBefore = "commit.before";

    /// <summary>The driver, when a batch is committed and nothing else has been done about it.</summary>
    public const string CommitAfter = "commit.after";

    /// <summary>The driver, when a batch is appended and not acted upon.</summary>
    public const string AppendAfter = "append.after";

    /// <summary>The driver, before a checkpoint gets its name for deletion.</summary>
    public const string DeleteBefore = "delete.before";

    /// <summary>The driver, when a checkpoint has its name for deletion and is still there.</summary>
    public const string DeleteRenamed = "delete.renamed";

    /// <summary>A worker, when a checkpoint's files are saved and its manifest is not written.</summary>
    public const string ManifestBefore = "manifest.before";

    /// <summary>A worker, when a checkpoint is on disk under its partial name.</summary>
    public const string PublishBefore = "publish.before";

    /// <summary>A worker, when a checkpoint is published and the driver does not know.</summary>
    public const string PublishAfter = "publish.after";

    /// <summary>A worker, when the driver was told of a checkpoint and has not answered.</summary>
    public const string SavedAfter = "saved.after";

    /// <summary>Called at each of the moments with its name; from any thread. None outside of tests.</summary>
    public static Action<string>? Reached { get; set; }

    public static void Reach(string name) => Reached?.Invoke(name);
}
