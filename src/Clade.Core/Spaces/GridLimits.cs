namespace Clade.Spaces;

/// <summary>How large a grid may be.</summary>
internal static class GridLimits
{
    /// <summary>Values of one hyperparameter.</summary>
    public const int ValuesMax = 1_000;

    /// <summary>Combinations of the whole grid.</summary>
    public const int CombinationsMax = 100_000;
}
