namespace Clade.Fuzz.Targets;

/// <summary>Hands its bytes out as a socket may: in pieces of any size. Which, depends on the bytes alone.</summary>
internal sealed class PiecewiseStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    private uint _state = (uint)bytes.Length;

    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, Math.Min(count, NextSize()));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    private int NextSize()
    {
        _state = unchecked((_state * 1_664_525) + 1_013_904_223);
        return (_state >> 16) % 8 == 0 ? 1 : 1 + (int)(_state >> 12 & 0xFFFF);
    }
}
