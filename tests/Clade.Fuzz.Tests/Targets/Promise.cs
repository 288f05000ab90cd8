namespace Clade.Fuzz.Targets;

/// <summary>Checks promises.</summary>
internal static class Promise
{
    /// <exception cref="BrokenPromiseException">It does not hold.</exception>
    public static void Keep(bool holds, string what)
    {
        if (!holds) throw new BrokenPromiseException(what);
    }

    /// <summary>What was read is written and read again: both texts must be the same.</summary>
    public static void RoundTrip<T>(T value, Func<T, byte[]> write, Func<byte[], T> read)
    {
        var text = write(value);
        var again = write(read(text));
        Keep(text.AsSpan().SequenceEqual(again), "What was written is read back as something else.");
    }

    /// <summary>A type that something was read into is one of those that are known.</summary>
    public static void BeOneOf(Type type, IEnumerable<Type> known) =>
        Keep(known.Contains(type), $"{type} is not among the types that may come of this.");
}
