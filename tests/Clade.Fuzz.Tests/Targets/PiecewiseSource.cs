namespace Clade.Fuzz.Targets;

/// <summary>Hands its bytes out as a socket may: in pieces of any size. Which, depends on the bytes alone.</summary>
internal sealed class PiecewiseSource(byte[] bytes)
{
    private uint _state = (uint)bytes.Length;
    private int _at;

    /// <summary>As a socket's method of that name; 0 at the end.</summary>
    public int Receive(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, NextSize()), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    private int NextSize()
    {
        _state = unchecked((_state * 1_664_525) + 1_013_904_223);
        return (_state >> 16) % 8 == 0 ? 1 : 1 + (int)(_state >> 12 & 0xFFFF);
    }
}
