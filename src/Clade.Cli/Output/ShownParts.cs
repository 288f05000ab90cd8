namespace Clade.Cli.Output;

/// <summary>Which parts of an experiment were asked for; with none, the overview.</summary>
internal sealed record ShownParts(bool Lineage, bool Schedule, bool Exploits, bool Errors)
{
    /// <summary>Whether no part was asked for.</summary>
    public bool IsOverview => !(Lineage || Schedule || Exploits || Errors);
}
