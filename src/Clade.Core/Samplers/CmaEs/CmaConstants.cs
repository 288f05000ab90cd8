using System.Collections.Immutable;

namespace Clade.CmaEs;

/// <summary>The strategy's constants for a number of coordinates and a population (Hansen, 2016, table 1).</summary>
internal sealed record CmaConstants
{
    private CmaConstants(int dimensions, int population)
    {
        (Dimensions, Population) = (dimensions, population);
        var raw = Enumerable.Range(1, population)
            .Select(rank => Math.Log((population + 1) / 2.0) - Math.Log(rank)).ToArray();
        Parents = population / 2;
        ParentMass = MassOf(raw[..Parents]);

        var n = (double)dimensions;
        StepRate = (ParentMass + 2) / (n + ParentMass + 5);
        StepDamping = 1 + (2 * Math.Max(0, Math.Sqrt((ParentMass - 1) / (n + 1)) - 1)) + StepRate;
        PathRate = (4 + (ParentMass / n)) / (n + 4 + (2 * ParentMass / n));
        RankOneRate = 2 / (((n + 1.3) * (n + 1.3)) + ParentMass);
        RankManyRate = Math.Min(
            1 - RankOneRate, 2 * (ParentMass - 2 + (1 / ParentMass)) / (((n + 2) * (n + 2)) + ParentMass));
        ExpectedLength = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));
        Weights = WeightsOf(raw);
    }

    /// <summary>n, at least 1.</summary>
    public int Dimensions { get; }

    /// <summary>λ.</summary>
    public int Population { get; }

    /// <summary>μ: the members that the mean moves to.</summary>
    public int Parents { get; }

    /// <summary>μ_eff, the variance effective selection mass.</summary>
    public double ParentMass { get; }

    /// <summary>
    /// By rank, the best first. The positive ones add up to 1; the others push the covariance away from bad places.
    /// </summary>
    public ImmutableArray<double> Weights { get; }

    /// <summary>c_σ.</summary>
    public double StepRate { get; }

    /// <summary>d_σ.</summary>
    public double StepDamping { get; }

    /// <summary>c_c.</summary>
    public double PathRate { get; }

    /// <summary>c_1.</summary>
    public double RankOneRate { get; }

    /// <summary>c_μ.</summary>
    public double RankManyRate { get; }

    /// <summary>E‖N(0, I)‖.</summary>
    public double ExpectedLength { get; }

    /// <param name="dimensions">Coordinates that are numbers; the constants of 1 serve for none.</param>
    /// <param name="population">At least 4.</param>
    public static CmaConstants Of(int dimensions, int population) => new(Math.Max(1, dimensions), population);

    /// <summary>λ for so many hyperparameters: 4 + ⌊1.5 ln n⌋, for budgets of hundreds.</summary>
    public static int PopulationFor(int dimensions) => 4 + (int)(1.5 * Math.Log(Math.Max(1, dimensions)));

    private static double MassOf(double[] weights)
    {
        var sum = weights.Sum();
        return sum * sum / weights.Sum(static weight => weight * weight);
    }

    private ImmutableArray<double> WeightsOf(double[] raw)
    {
        var positive = raw.Where(static weight => weight > 0).Sum();
        var negative = -raw.Where(static weight => weight < 0).Sum();
        var negativeMass = MassOf(raw[Parents..]);

        // As much as keeps the covariance positive definite, and no more than the parents' weights can make good.
        var total = Math.Min(
            Math.Min(1 + (RankOneRate / RankManyRate), 1 + (2 * negativeMass / (ParentMass + 2))),
            (1 - RankOneRate - RankManyRate) / (Dimensions * RankManyRate));
        return [.. raw.Select(weight => weight >= 0 ? weight / positive : total * weight / negative)];
    }
}
