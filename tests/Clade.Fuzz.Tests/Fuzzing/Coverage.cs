using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Clade.Fuzz.Fuzzing;

/// <summary>Which branches of instrumented code ran, and about how often, as AFL counts them.</summary>
internal sealed unsafe class Coverage : IDisposable
{
    private const int Size = 1 << 16;

    // Counts that are told apart: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, more; one bit for each.
    private static readonly byte[] Buckets = [.. Enumerable.Range(0, 256).Select(BucketOf)];

    private readonly byte* _counts = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);

    public Coverage() => Trace.SharedMem = _counts;

    /// <summary>Branches that ran at least once.</summary>
    public int Branches { get; private set; }

    public int Outcomes => _outcomes.Count;

    public void Clear()
    {
        new Span<byte>(_counts, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes what ran since the last clearing into account.</summary>
    /// <returns>Whether it was new in any way.</returns>
    public bool Merge(string outcome)
    {
        var isNew = _outcomes.Add(outcome);
        var words = new ReadOnlySpan<ulong>(_counts, Size / sizeof(ulong));
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] != 0) isNew |= Merge(word * sizeof(ulong));
        }

        return isNew;
    }

    /// <summary>The branches that ran since the last clearing, however often.</summary>
    public HashSet<int> BranchesNow()
    {
        var branches = new HashSet<int>();
        for (var i = 0; i < Size; i++)
        {
            if (_counts[i] != 0) branches.Add(i);
        }

        return branches;
    }

    public void Dispose()
    {
        // Instrumented code may still run (a finaliser): it writes into a block that is never freed.
        Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size);
        NativeMemory.Free(_counts);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Merge(int start)
    {
        var isNew = false;
        for (var i = start; i < start + sizeof(ulong); i++)
        {
            var bucket = Buckets[_counts[i]];
            if ((bucket & ~_seen[i]) == 0) continue;

            if (_seen[i] == 0) Branches++;
            _seen[i] |= bucket;
            isNew = true;
        }

        return isNew;
    }

    private static byte BucketOf(int count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
