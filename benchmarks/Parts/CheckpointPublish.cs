using BenchmarkDotNet.Attributes;
using Clade.Checkpoints;

namespace Clade.Benchmarks.Parts;

/// <summary>Saves, publishes and deletes a checkpoint of one megabyte, flushed to disk as ever.</summary>
[MemoryDiagnoser]
public class CheckpointPublish
{
    private readonly byte[] _weights = new byte[1 << 20];
    private string _root = null!;
    private CheckpointStore _checkpoints = null!;
    private long _iteration;

    [GlobalSetup]
    public void Create()
    {
        _root = Directory.CreateTempSubdirectory("clade-benchmark-").FullName;
        _checkpoints = new CheckpointStore(_root, TimeProvider.System);
        for (var i = 0; i < _weights.Length; i++) _weights[i] = (byte)(i % 251);
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_root, recursive: true);

    [Benchmark]
    public void Publish()
    {
        var id = new CheckpointId(new TrialId(0), 0, ++_iteration);
        using (var save = _checkpoints.BeginSave(id))
        {
            File.WriteAllBytes(Path.Combine(save.Folder, "weights"), _weights);
            save.Publish(Sample.Config);
        }

        _checkpoints.Delete(id);
    }
}
