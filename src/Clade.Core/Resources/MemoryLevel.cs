namespace Clade;

/// <summary>How much memory a machine has left.</summary>
internal enum MemoryLevel
{
    /// <summary>Enough for another trial, as far as anybody knows.</summary>
    Ample,

    /// <summary>So little that no further trial is started.</summary>
    Short,

    /// <summary>So little that the system may kill a process at any moment.</summary>
    Critical,
}
