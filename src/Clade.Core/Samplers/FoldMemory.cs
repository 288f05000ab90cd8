namespace Clade;

/// <summary>Keeps the fold of one experiment.</summary>
/// <typeparam name="TFold">The fold.</typeparam>
internal sealed class FoldMemory<TFold>
    where TFold : class
{
    private (Sampler Options, SearchSpace Space, ulong Seed) _key;
    private TFold? _fold;

    /// <summary>The fold that is kept; a new one where another sampler, space or seed asks.</summary>
    public static TFold Of(Sampler options, ProposalRequest request, Func<TFold> make) =>
        request.Memory.Of(static () => new FoldMemory<TFold>()).Find((options, request.Space, request.Seed), make);

    private TFold Find((Sampler Options, SearchSpace Space, ulong Seed) key, Func<TFold> make)
    {
        if (_fold is not null && key.Equals(_key)) return _fold;

        (_fold, _key) = (make(), key);
        return _fold;
    }
}
