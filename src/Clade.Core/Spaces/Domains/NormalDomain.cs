namespace Clade.Spaces;

/// <summary>Floats around a mean, without bounds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation, above 0.</param>
internal sealed record NormalDomain(double Mean, double StandardDeviation) : RealDomain
{
    public override double Low { get; init; } = double.NegativeInfinity;

    public override double High { get; init; } = double.PositiveInfinity;

    /// <summary>Two standard deviations to each side: 95 % of the draws.</summary>
    public override (double Low, double High) Bulk => (Mean - (2 * StandardDeviation), Mean + (2 * StandardDeviation));

    protected override string Range => $"({Literal.Of(Mean)}, {Literal.Of(StandardDeviation)})";

    public override IEnumerable<string> Mistakes()
    {
        if (!double.IsFinite(Mean) || !double.IsFinite(StandardDeviation) || StandardDeviation <= 0)
        {
            yield return $"{Describe()} is no distribution, because the mean must be finite and the standard " +
                "deviation above 0. Give such numbers, or a Constant.";
        }

        foreach (var mistake in QuantumMistakes()) yield return mistake;
    }

    public override HyperparameterValue Draw(Configuration before, KeyedRandom random) =>
        Snap(Mean + (StandardDeviation * random.NextNormal()));

    internal override string Describe() => $"normal {Range}{Suffix}";
}
