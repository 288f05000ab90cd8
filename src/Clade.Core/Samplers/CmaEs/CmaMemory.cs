namespace Clade.CmaEs;

/// <summary>Keeps the fold of one experiment.</summary>
internal sealed class CmaMemory
{
    private CmaFold? _fold;

    /// <summary>The fold that is kept; a new one where another was kept.</summary>
    public CmaFold FoldOf(CmaEsSampler options, ProposalRequest request)
    {
        var isKept = _fold is not null && _fold.Seed == request.Seed
            && ReferenceEquals(_fold.SearchSpace, request.Space) && _fold.Options.Equals(options);
        return isKept ? _fold! : _fold = new CmaFold(options, request.Space, request.Seed);
    }
}
