namespace Clade.Benchmarks;

/// <summary>A folder for one measurement's experiments.</summary>
/// <param name="inMemory">In a file system in memory, where the system has one.</param>
internal sealed class ScratchFolder(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(
        inMemory && Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath(),
        $"clade-benchmark-{System.IO.Path.GetRandomFileName()}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
