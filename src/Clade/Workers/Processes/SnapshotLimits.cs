namespace Clade.Workers;

/// <summary>
/// How much of a program's folder is copied before Clade takes the folder for something else than a program.
/// </summary>
internal sealed record SnapshotLimits
{
    public static readonly SnapshotLimits Default = new();

    /// <summary>Files and folders, counted together. A self-contained ASP.NET program has about 400.</summary>
    public int EntriesMax { get; init; } = 4_000;

    /// <summary>Bytes really copied, linked files not counted.</summary>
    public long CopiedBytesMax { get; init; } = 512L << 20;

    /// <summary>A file above this size is linked.</summary>
    /// <remarks>
    /// Such files are native libraries and data out of packages (libtorch: 0.4 to 4 GB): a build does not write them
    /// again, while copying them would take seconds and as much disk per experiment.
    /// </remarks>
    public long LinkedBytesMin { get; init; } = 16L << 20;
}
