using BenchmarkDotNet.Attributes;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Benchmarks.Parts;

/// <summary>Writes the state of an experiment with 1,000 trials beside its journal.</summary>
[MemoryDiagnoser]
public class Snapshot : IDisposable
{
    private string _root = null!;
    private SqliteDatabase _database = null!;
    private StateSnapshots _snapshots = null!;
    private ExperimentState _state = null!;
    private readonly JournalChecksum _checksum = new();
    private long _entries;
    private long _sequence;

    [GlobalSetup]
    public void Create()
    {
        _root = Directory.CreateTempSubdirectory("clade-benchmark-").FullName;
        var settings = Sample.Settings(
            new PopulationBasedTraining { PerturbationInterval = 4, MaxSkew = double.PositiveInfinity }, 1_000);
        var workers = Workers.At(settings, iterations: 5, keepsEntries: true);
        _state = workers.State;
        using (var store = Stores.Create(_root, settings)) store.Append(workers.Entries);

        var path = Path.Combine(_root, settings.Name, "experiment.db");
        _database = SqliteDatabase.Open(path, SqliteAccess.Write, ExperimentStore.BusyTimeout);

        _database.Execute("PRAGMA synchronous = NORMAL");
        _entries = workers.Entries.Count;
        BeginAgain();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _database.Dispose();
        _checksum.Dispose();
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public object ToText() => JournalJson.WriteState(_state);

    [Benchmark]
    public void Write()
    {
        if (_sequence == _entries) BeginAgain();
        _snapshots.Write(++_sequence, _state);
    }

    // Each snapshot belongs to a later entry of the journal than the one before; at its end there is no other.
    private void BeginAgain()
    {
        _database.Execute("DELETE FROM snapshots");
        _snapshots = new StateSnapshots(_database, _checksum);
        _sequence = 0;
    }
}
