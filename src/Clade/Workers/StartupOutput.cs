using System.Text;

namespace Clade.Workers;

/// <summary>Keeps what a worker prints before it serves a trial: the only word of one that can't start.</summary>
internal sealed class StartupOutput
{
    private const int BytesMax = 4096;

    private readonly Lock _lock = new();
    private readonly List<byte> _bytes = [];

    public OutputSinks Sinks => new(Keep, Keep);

    public override string ToString()
    {
        lock (_lock) return Encoding.UTF8.GetString([.. _bytes]).Trim();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_lock) _bytes.AddRange(bytes[..Math.Min(bytes.Length, BytesMax - _bytes.Count)]);
    }
}
