namespace Clade.Experiments;

/// <summary>Holds where one of two rules does.</summary>
internal sealed record AnyStopRule(StopRule Left, StopRule Right) : StopRule
{
    internal override long? IterationBudget => Smaller(Left.IterationBudget, Right.IterationBudget);

    internal override long? TotalIterationBudget => Smaller(Left.TotalIterationBudget, Right.TotalIterationBudget);

    internal override TimeSpan? TimeBudget => Smaller(Left.TimeBudget, Right.TimeBudget);

    public override string Describe() => $"{Left.Describe()} | {Right.Describe()}";

    private protected override IEnumerable<StopRule> Leaves() => LeavesOf(Left).Concat(LeavesOf(Right));

    private protected override StopVerdict Judge(in StopInput input)
    {
        var left = JudgePart(Left, input, 0, 0);
        if (left.Scope == StopScope.Experiment) return left;

        var right = JudgePart(Right, input, Left.TrialPlateauCount, Left.ExperimentPlateauCount);
        return right.Scope > left.Scope ? right : left;
    }

    private static T? Smaller<T>(T? left, T? right)
        where T : struct, IComparable<T> =>
        left is { } a && right is { } b ? (a.CompareTo(b) <= 0 ? a : b) : left ?? right;
}
