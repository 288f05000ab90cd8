using System.Runtime.Versioning;

// Process groups, death signals, cgroups: what these tests look at exists on Linux only.
[assembly: SupportedOSPlatform("linux")]
[assembly: AssemblyFixture(typeof(Clade.Workers.TestProgram))]

namespace Clade.Workers;

/// <summary>Snapshots of the test host itself: an xunit v3 program is one kind of driver.</summary>
public sealed class TestProgram : IDisposable
{
    private readonly Lazy<ProgramSnapshot> _snapshot;
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    public TestProgram()
    {
        _snapshot = new Lazy<ProgramSnapshot>(() => ProgramSnapshot.Take(Path.Combine(_folder, "program")));
    }

    internal ProgramSnapshot Snapshot => _snapshot.Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
