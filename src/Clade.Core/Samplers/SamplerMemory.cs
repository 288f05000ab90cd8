namespace Clade;

/// <summary>What samplers keep between the proposals of one experiment; not thread-safe.</summary>
internal sealed class SamplerMemory
{
    private readonly Dictionary<Type, object> _kept = [];

    /// <summary>What is kept of this type; made at the first call.</summary>
    public T Of<T>(Func<T> make)
        where T : class
    {
        if (_kept.TryGetValue(typeof(T), out var kept)) return (T)kept;

        var made = make();
        _kept[typeof(T)] = made;
        return made;
    }
}
