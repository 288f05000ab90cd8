using System.Globalization;

namespace Clade;

/// <summary>How much better than a trial a donor must be.</summary>
public sealed record Margin
{
    private Margin(double amount, string? standardErrorMetric)
    {
        Amount = double.IsFinite(amount) && amount >= 0 ? amount : throw new ArgumentOutOfRangeException(
            nameof(amount), amount, "A margin must be at least 0.");
        StandardErrorMetric = standardErrorMetric;
    }

    /// <summary>The margin: in units of the objective's metric, or in standard errors.</summary>
    public double Amount { get; }

    /// <summary>The metric with the score's standard error; none if the amount is absolute.</summary>
    public string? StandardErrorMetric { get; }

    /// <summary>An absolute margin.</summary>
    /// <param name="amount">In units of the objective's metric; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or not finite.</exception>
    public static Margin Of(double amount) => new(amount, null);

    /// <summary>A margin in standard errors of the difference of both scores.</summary>
    /// <param name="count">How many; at least 0. 2 is usual.</param>
    /// <param name="metric">The metric that carries the score's standard error.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or not finite.</exception>
    public static Margin OfStandardErrors(double count, string metric)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        return new Margin(count, metric);
    }

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Amount}{(StandardErrorMetric is { } metric ? $" × {metric}" : "")}");

    /// <summary>
    /// Whether the donor's lead is large enough. Against a trial without a usable score it always is.
    /// </summary>
    internal bool IsReached(Experiments.ReadyUnit donor, Experiments.ReadyUnit? member)
    {
        if (member is null || !member.Score.IsUsable) return true;

        var needed = StandardErrorMetric is null
            ? Amount
            : Amount * Math.Sqrt(Square(donor.StandardError) + Square(member.StandardError));
        return donor.Score.Value - member.Score.Value > needed;
    }

    private static double Square(double? value) => value is { } x && double.IsFinite(x) ? x * x : 0;
}
