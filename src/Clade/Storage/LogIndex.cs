using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Clade.Storage;

/// <summary>Finds out whether SQLite's write-ahead log still has all that was committed to it.</summary>
/// <remarks>
/// SQLite itself takes a log up to the first record that is not whole, and the rest for never committed: right after a
/// power cut, but a cut or changed log would lose acknowledged reports without a word. The index beside it, which a
/// killed driver leaves behind, knows how many records were committed. After a power cut it may know of fewer or of
/// more, since only the log is forced to disk: an index from before the machine's start is not asked. See
/// https://sqlite.org/walformat.html.
/// </remarks>
internal static class LogIndex
{
    private const int LogHeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const int IndexHeaderBytes = 48;
    private const uint MagicOfBigEndianSums = 0x377f0683;

    /// <summary>For a store that nobody writes to.</summary>
    /// <exception cref="StoreException">The log lacks something; the message has the remedy.</exception>
    public static void RequireWholeLog(string databasePath)
    {
        try
        {
            if (ReadIndex($"{databasePath}-shm") is not { Records: > 0 } index) return;
            using var log = OpenLog($"{databasePath}-wal");
            var whole = log is null ? 0 : CountWhole(log, index);
            if (whole < index.Records) throw Incomplete(databasePath, whole, index.Records);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(databasePath, "read the log of", e);
        }
    }

    private static Index? ReadIndex(string path)
    {
        if (!File.Exists(path) || IsFromBeforeRestart(path)) return null;
        using var file = Open(path);
        var header = new byte[2 * IndexHeaderBytes];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) return null;

        // Written twice: copies that differ were cut off by a crash, and say nothing.
        var one = header.AsSpan(0, IndexHeaderBytes);
        var isValid = one.SequenceEqual(header.AsSpan(IndexHeaderBytes)) && one[12] != 0;
        if (!isValid) return null;
        return new Index(MemoryMarshal.Read<uint>(one[16..]), BinaryPrimitives.ReadUInt64BigEndian(one[32..]));
    }

    // A power cut may leave an index that is ahead of the log: the last second of the log is allowed to be gone.
    private static bool IsFromBeforeRestart(string path) =>
        File.GetLastWriteTimeUtc(path) < DateTime.UtcNow - TimeSpan.FromMilliseconds(Environment.TickCount64);

    /// <summary>How many records are whole, up to those that the index knows.</summary>
    private static uint CountWhole(FileStream log, Index index)
    {
        var header = new byte[LogHeaderBytes];
        if (log.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) return 0;

        var sum = new Sum(BinaryPrimitives.ReadUInt32BigEndian(header) == MagicOfBigEndianSums);
        sum.Add(header.AsSpan(0, 24));
        if (!sum.Is(header.AsSpan(24))) return 0;

        // The log was begun anew, and the index is that of an earlier one.
        if (BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(16)) != index.Salt) return index.Records;

        var frame = new byte[FrameHeaderBytes + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8))];
        for (var count = 0u; count < index.Records; count++)
        {
            if (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length) return count;
            sum.Add(frame.AsSpan(0, 8));
            sum.Add(frame.AsSpan(FrameHeaderBytes));
            var isOfThisLog = BinaryPrimitives.ReadUInt64BigEndian(frame.AsSpan(8)) == index.Salt;
            if (!isOfThisLog || !sum.Is(frame.AsSpan(16))) return count;
        }

        return index.Records;
    }

    private static FileStream? OpenLog(string path) => File.Exists(path) ? Open(path) : null;

    private static FileStream Open(string path) => new(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);

    private static StoreException Incomplete(string path, uint whole, uint all)
    {
        var index = $"{Path.GetFileName(path)}-shm";
        return StoreFailure.DamagedWith(path, string.Create(
            CultureInfo.InvariantCulture,
            $"of {all} records in its log only the first {whole} are whole, so acknowledged reports are missing. ") +
            $"Restore {Path.GetFileName(path)} and its -wal and -shm files from a copy; or, to go on from the last " +
            $"moment that is whole, delete '{index}' and resume: what came after it is trained again");
    }

    private sealed record Index(uint Records, ulong Salt);

    /// <summary>SQLite's own running checksum.</summary>
    private struct Sum(bool isBigEndian)
    {
        private uint _first;
        private uint _second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            unchecked
            {
                for (; bytes.Length >= 8; bytes = bytes[8..])
                {
                    _first += Word(bytes) + _second;
                    _second += Word(bytes[4..]) + _first;
                }
            }
        }

        public readonly bool Is(ReadOnlySpan<byte> stored) =>
            BinaryPrimitives.ReadUInt32BigEndian(stored) == _first
            && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == _second;

        private readonly uint Word(ReadOnlySpan<byte> bytes) => isBigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
