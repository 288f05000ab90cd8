using System.Globalization;

namespace Clade.Experiments;

/// <summary>Holds from an iteration on.</summary>
internal sealed record AtIterationRule(long Iteration) : StopRule
{
    internal override long? IterationBudget => Iteration;

    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"AtIteration({Iteration})");

    private protected override StopVerdict Judge(in StopInput input) => input.Iteration >= Iteration
        ? StopVerdict.Trial(string.Create(CultureInfo.InvariantCulture, $"iteration {Iteration} reached"))
        : StopVerdict.None;
}
