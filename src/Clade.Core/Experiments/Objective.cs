using System.Collections.Immutable;
using Clade.MultiObjective;

namespace Clade;

/// <summary>Which metric is optimised, and in which direction.</summary>
public sealed record Objective
{
    private Objective(string metric, bool maximizes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        Metric = metric;
        Maximizes = maximizes;
    }

    private Objective(Scalarization scalarization)
        : this(scalarization.Name, scalarization.Maximizes) => Scalarization = scalarization;

    /// <summary>
    /// The metric's name, as the training function reports it; for a combination of several, how it is computed.
    /// </summary>
    public string Metric { get; }

    /// <summary>Whether a higher value is better.</summary>
    public bool Maximizes { get; }

    /// <summary>Higher is better: an accuracy, a reward.</summary>
    /// <param name="metric">The metric's name, as the training function reports it.</param>
    public static Objective Maximize(string metric) => new(metric, maximizes: true);

    /// <summary>Lower is better: a loss, an error rate.</summary>
    /// <param name="metric">The metric's name, as the training function reports it.</param>
    public static Objective Minimize(string metric) => new(metric, maximizes: false);

    /// <summary>Several objectives as one: the sum of their metrics, each times a weight.</summary>
    /// <param name="parts">
    /// At least two objectives of different metrics, with weights above 0 in units of their metrics: 0.01 for a latency
    /// in milliseconds, say, where a second is worth as much as 10 of the other metric. The sum is minimised if all
    /// are, otherwise maximised, with those to be minimised subtracted.
    /// </param>
    /// <returns>
    /// An objective whose metric Clade computes of each report and adds to it: what is best, what schedulers compare
    /// and what samplers learn from follow it. A weighted sum can't find compromises where the front is hollow; see
    /// <see cref="Chebyshev"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two, a metric occurs twice, or a weight is not above 0 and finite.
    /// </exception>
    public static Objective WeightedSum(params IEnumerable<(Objective Objective, double Weight)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Of(parts.Select(static part => new ScalarTerm(part.Objective, part.Weight, Ideal: 0)), null);
    }

    /// <summary>Several objectives as one: how far the one furthest from its ideal is from it.</summary>
    /// <param name="parts">
    /// At least two objectives of different metrics, with weights above 0 and the best value that could be hoped for.
    /// </param>
    /// <param name="augmentation">
    /// ρ: this share of the sum of all distances is added, so that of two equally far the one better elsewhere wins. At
    /// least 0; default 0.05 (Knowles, 2006, ParEGO).
    /// </param>
    /// <returns>
    /// An objective to be minimised, computed as <see cref="WeightedSum"/> is. Each compromise is the best one for some
    /// weights, wherever the front bends.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two, a metric occurs twice, a weight is not above 0 and finite, or an ideal value is not
    /// finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The augmentation is negative or not finite.</exception>
    public static Objective Chebyshev(
        IEnumerable<(Objective Objective, double Weight, double Ideal)> parts, double augmentation = 0.05)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (!(augmentation >= 0 && double.IsFinite(augmentation)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(augmentation), augmentation, "An augmentation must be at least 0 and finite; 0.05 is usual.");
        }

        return Of(parts.Select(static part => new ScalarTerm(part.Objective, part.Weight, part.Ideal)), augmentation);
    }

    /// <summary>Whether both optimise the same metric in the same direction.</summary>
    public bool Equals(Objective? other) =>
        other is not null && Metric == other.Metric && Maximizes == other.Maximizes;

    /// <inheritdoc />
    public override int GetHashCode() => Metric.Length + (Maximizes ? 1 : 0);

    /// <summary>For people: <c>maximize val_accuracy</c>.</summary>
    public override string ToString() => $"{(Maximizes ? "maximize" : "minimize")} {Metric}";

    /// <summary>Orients a metric's value, once, at the boundary: higher scores are better from here on.</summary>
    internal Score Score(double metric) => new(Maximizes ? metric : -metric);

    /// <summary>How the metric is computed of others, if it is; the metric's name says the same.</summary>
    internal Scalarization? Scalarization { get; }

    /// <summary>The metrics that a report must carry for it.</summary>
    internal ImmutableArray<string> ReportedMetrics => Scalarization is null
        ? [Metric]
        : [.. Scalarization.Terms.Select(static term => term.Objective.Metric)];

    /// <summary>A report's metrics, with this one's added if it is computed of others that are there.</summary>
    internal Metrics Complete(Metrics metrics) =>
        Scalarization?.Of(metrics) is { } value && !metrics.ContainsKey(Metric)
            ? new Metrics([.. metrics, KeyValuePair.Create(Metric, value)])
            : metrics;

    /// <summary>What a report is worth; the worst without the metric.</summary>
    internal Score Score(Metrics metrics) =>
        Complete(metrics).TryGetValue(Metric, out var value) ? Score(value) : Clade.Score.Worst;

    private static Objective Of(IEnumerable<ScalarTerm> terms, double? augmentation)
    {
        return Of(new Scalarization([.. terms], augmentation));
    }

    /// <exception cref="ArgumentException">The terms make no objective.</exception>
    internal static Objective Of(Scalarization scalarization)
    {
        _ = ObjectiveList.Of(scalarization.Terms.Select(static term => term.Objective), "parts");
        if (scalarization.Terms.FirstOrDefault(static term => term.Objective.Scalarization is not null) is { } nested)
        {
            throw new ArgumentException(
                $"'{nested.Objective.Metric}' is a combination itself, which no report carries. Combine its parts.",
                nameof(scalarization));
        }

        if (scalarization.Mistake is { } mistake) throw new ArgumentException(mistake, nameof(scalarization));
        return new Objective(scalarization);
    }
}
