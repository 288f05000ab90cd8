namespace Clade;

/// <summary>The objective, oriented so that higher is better. Not a number and both infinities rank last.</summary>
/// <remarks>An infinite score says that something broke, even where it points in the wanted direction.</remarks>
internal readonly record struct Score(double Value) : IComparable<Score>
{
    /// <summary>The rank of a trial that has no usable score.</summary>
    public static Score Worst { get; } = new(double.NaN);

    /// <summary>Whether the score is a number to compare with: only such a trial may be a donor or the best.</summary>
    public bool IsUsable => double.IsFinite(Value);

    public int CompareTo(Score other) => (IsUsable, other.IsUsable) switch
    {
        (true, true) => Value.CompareTo(other.Value),
        (true, false) => 1,
        (false, true) => -1,
        _ => 0,
    };

    public bool IsBetterThan(Score other) => CompareTo(other) > 0;
}
