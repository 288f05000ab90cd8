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

    /// <summary>The metric's name, as the training function reports it.</summary>
    public string Metric { get; }

    /// <summary>Whether a higher value is better.</summary>
    public bool Maximizes { get; }

    /// <summary>Higher is better: an accuracy, a reward.</summary>
    /// <param name="metric">The metric's name, as the training function reports it.</param>
    public static Objective Maximize(string metric) => new(metric, maximizes: true);

    /// <summary>Lower is better: a loss, an error rate.</summary>
    /// <param name="metric">The metric's name, as the training function reports it.</param>
    public static Objective Minimize(string metric) => new(metric, maximizes: false);

    /// <summary>For people: <c>maximize val_accuracy</c>.</summary>
    public override string ToString() => $"{(Maximizes ? "maximize" : "minimize")} {Metric}";

    /// <summary>Orients a metric's value, once, at the boundary: higher scores are better from here on.</summary>
    internal Score Score(double metric) => new(Maximizes ? metric : -metric);
}
