using System.Collections.Immutable;
using System.Globalization;

namespace Clade.MultiObjective;

/// <summary>One metric computed of several objectives.</summary>
/// <param name="Terms">The objectives, each with its weight and, for Chebyshev's distance, its ideal value.</param>
/// <param name="Augmentation">
/// Chebyshev's distance, plus so much of the sum; none for the weighted sum of the metrics.
/// </param>
internal sealed record Scalarization(ImmutableArray<ScalarTerm> Terms, double? Augmentation)
{
    /// <summary>A sum of losses alone is a loss; anything else is oriented as a score.</summary>
    public bool Maximizes => Augmentation is null && Terms.Any(static term => term.Objective.Maximizes);

    /// <summary>The metric's name: whoever reads a result sees how it was computed.</summary>
    public string Name => Augmentation is { } rho
        ? string.Create(CultureInfo.InvariantCulture, $"chebyshev({Join(", ", Distance)}; {rho})")
        : Join(" ", Addend).TrimStart('+', ' ');

    /// <summary>Why the terms make no objective; none if they do.</summary>
    public string? Mistake => Terms.Length < 2
        ? "An objective of several needs at least two. Use Objective.Maximize or Minimize for one."
        : Terms.Where(static term => !(term.Weight > 0 && double.IsFinite(term.Weight))).Select(static term =>
            string.Create(CultureInfo.InvariantCulture, $"The weight of '{term.Objective.Metric}' is {term.Weight}, ") +
            "but a weight must be above 0 and finite: an objective that must not count is left out, and the " +
            "direction is the objective's own.").FirstOrDefault()
        ?? Terms.Where(static term => !double.IsFinite(term.Ideal)).Select(static term =>
            $"The ideal value of '{term.Objective.Metric}' is not finite, so nothing has a distance from it. Give " +
            "the best value that could be hoped for.").FirstOrDefault();

    /// <summary>The value; none if a metric is missing.</summary>
    public double? Of(Metrics metrics)
    {
        var (sum, most) = (0.0, double.NegativeInfinity);
        foreach (var term in Terms)
        {
            if (!metrics.TryGetValue(term.Objective.Metric, out var value)) return null;

            var part = term.Weight * (Augmentation is null ? Signed(term, value) : term.LossOf(value));
            sum += part;
            most = part > most || double.IsNaN(part) ? part : most;
        }

        return Augmentation is { } rho ? most + (rho * sum) : sum;
    }

    private double Signed(ScalarTerm term, double value) => term.Objective.Maximizes == Maximizes ? value : -value;

    private string Addend(ScalarTerm term)
    {
        var sign = term.Objective.Maximizes == Maximizes ? "+" : "-";
        return string.Create(CultureInfo.InvariantCulture, $"{sign} {term.Weight}*{term.Objective.Metric}");
    }

    private static string Distance(ScalarTerm term) => string.Create(
        CultureInfo.InvariantCulture,
        $"{term.Weight}*{(term.Objective.Maximizes ? $"({term.Ideal} - {term.Objective.Metric})"
            : $"({term.Objective.Metric} - {term.Ideal})")}");

    private string Join(string separator, Func<ScalarTerm, string> text) =>
        string.Join(separator, Terms.Select(text));
}

/// <summary>One objective of several.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Ideal">The value from which its distance is measured; unused in a sum.</param>
internal sealed record ScalarTerm(Objective Objective, double Weight, double Ideal)
{
    /// <summary>How much worse than the ideal.</summary>
    public double LossOf(double value) => Objective.Maximizes ? Ideal - value : value - Ideal;
}
