using BenchmarkDotNet.Attributes;
using Clade.Experiments;
using Clade.Storage;

namespace Clade.Benchmarks.Parts;

/// <summary>One transaction with so many reports; the time is that of the whole batch.</summary>
[MemoryDiagnoser]
public class StoreAppend : IDisposable
{
    private string _root = null!;
    private ExperimentStore _store = null!;
    private JournalEntry[] _batch = null!;

    [Params(1, 10, 100)]
    public int Entries { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _root = Directory.CreateTempSubdirectory("clade-benchmark-").FullName;
        var settings = Sample.Settings(new FirstInFirstOut(), trials: 10);
        _store = Stores.Create(_root, settings);
        var workers = Workers.At(settings, iterations: 2, keepsEntries: true);
        _store.Append(workers.Entries);

        // What the engine said to one report does for all: the store does not judge what it is given.
        workers.Happen(workers.ReportOf(new TrialId(0)));
        _batch = [.. Enumerable.Repeat(workers.Entries[^1], Entries)];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public long Append() => _store.Append(_batch);
}
