namespace Clade.Benchmarks;

/// <summary>A folder for one measurement's experiments.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clade-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
