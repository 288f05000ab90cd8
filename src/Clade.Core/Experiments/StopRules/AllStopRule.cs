namespace Clade.Experiments;

/// <summary>Holds where both of two rules do.</summary>
internal sealed record AllStopRule(StopRule Left, StopRule Right) : StopRule
{
    internal override long? IterationBudget => Larger(Left.IterationBudget, Right.IterationBudget);

    internal override TimeSpan? TimeBudget => Larger(Left.TimeBudget, Right.TimeBudget);

    internal override long? TotalIterationBudget => Larger(Left.TotalIterationBudget, Right.TotalIterationBudget);

    public override string Describe() => $"{Grouped(Left)} & {Grouped(Right)}";

    private protected override IEnumerable<StopRule> Leaves() => LeavesOf(Left).Concat(LeavesOf(Right));

    private protected override StopVerdict Judge(in StopInput input)
    {
        var left = JudgePart(Left, input, 0, 0);
        if (!left.Holds) return left;

        var right = JudgePart(Right, input, Left.TrialPlateauCount, Left.ExperimentPlateauCount);
        if (!right.Holds) return right;

        // What holds for one trial only must not end the others.
        return new StopVerdict(
            left.Scope < right.Scope ? left.Scope : right.Scope, $"{left.Reason} and {right.Reason}");
    }

    private static string Grouped(StopRule rule) => rule is AnyStopRule ? $"({rule.Describe()})" : rule.Describe();

    private static T? Larger<T>(T? left, T? right)
        where T : struct, IComparable<T> =>
        left is { } a && right is { } b ? (a.CompareTo(b) >= 0 ? a : b) : null;
}
