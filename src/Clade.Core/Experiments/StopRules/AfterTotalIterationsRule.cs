using System.Globalization;

namespace Clade.Experiments;

/// <summary>Holds once all trials together have done so many iterations.</summary>
internal sealed record AfterTotalIterationsRule(long Iterations) : StopRule
{
    internal override long? TotalIterationBudget => Iterations;

    public override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"AfterTotalIterations({Iterations})");

    private protected override StopVerdict Judge(in StopInput input) => input.TotalIterations >= Iterations
        ? StopVerdict.Experiment(string.Create(
            CultureInfo.InvariantCulture, $"all trials together have done {Iterations} iterations"))
        : StopVerdict.None;
}
