using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clade.Storage;

/// <summary>A checksum of one journal record: SQLite has none for its pages, and a decision must not change by itself.</summary>
internal sealed class JournalChecksum : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The first 64 bits of SHA-256 over number, event and commands.</summary>
    public long Of(long sequence, ReadOnlySpan<byte> happened, ReadOnlySpan<byte> commands)
    {
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, sequence);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], happened.Length);
        _hash.AppendData(head);
        _hash.AppendData(happened);
        _hash.AppendData(commands);

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64LittleEndian(digest);
    }

    public void Dispose() => _hash.Dispose();
}
