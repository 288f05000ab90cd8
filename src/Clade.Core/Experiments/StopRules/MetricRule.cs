using System.Globalization;

namespace Clade.Experiments;

/// <summary>From which side a metric reaches a threshold.</summary>
internal enum MetricDirection
{
    /// <summary>From below when the objective maximizes, from above when it minimizes.</summary>
    OfObjective,

    /// <summary>From below.</summary>
    AtLeast,

    /// <summary>From above.</summary>
    AtMost,
}

/// <summary>Holds where a metric has reached a threshold.</summary>
internal sealed record MetricRule(string Metric, double Threshold, MetricDirection Direction) : StopRule
{
    private protected override string? WatchedMetric => Direction == MetricDirection.OfObjective ? null : Metric;

    public override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"WhenMetric{(Direction == MetricDirection.OfObjective ? "" : Direction)}(\"{Metric}\", {Threshold:R})");

    private protected override StopVerdict Judge(in StopInput input)
    {
        if (!input.Metrics.TryGetValue(Metric, out var value) || double.IsNaN(value)) return StopVerdict.None;

        return Direction switch
        {
            MetricDirection.AtLeast => Reached(value >= Threshold, value),
            MetricDirection.AtMost => Reached(value <= Threshold, value),
            _ => Reached(HasReachedGoal(value, input.Objective), value),
        };
    }

    private protected override string? ProblemWith(Objective objective)
    {
        if (Direction != MetricDirection.OfObjective || Metric == objective.Metric) return null;

        return $"Stop rule {Describe()}: whether a high '{Metric}' is good is unknown, because the objective is to "
            + $"{objective}. Write Stop.WhenMetricAtLeast or Stop.WhenMetricAtMost, or name '{objective.Metric}'.";
    }

    private bool HasReachedGoal(double value, Objective objective)
    {
        Invariant.Require(Metric == objective.Metric, "a rule without a direction watches the objective");
        return double.IsFinite(value) && (objective.Maximizes ? value >= Threshold : value <= Threshold);
    }

    private StopVerdict Reached(bool reached, double value) => reached
        ? StopVerdict.Trial(string.Create(CultureInfo.InvariantCulture, $"{Metric} {value:G6} reached {Threshold:G6}"))
        : StopVerdict.None;
}
