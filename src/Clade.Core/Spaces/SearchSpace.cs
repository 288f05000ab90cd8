namespace Clade;

/// <summary>What may be chosen.</summary>
public sealed class SearchSpace
{
}
