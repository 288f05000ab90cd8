using System.Collections.Immutable;

namespace Clade.CmaEs;

/// <summary>
/// Independent probabilities of categories, moved along the natural gradient (Hamano et al., 2024, CatCMA; the rate is
/// that of ASNG: Akimoto et al., 2019). Never changed.
/// </summary>
/// <remarks>
/// The path is kept in coordinates in which Fisher's metric is the usual one: a change of a probability, divided by the
/// root of that probability.
/// </remarks>
internal sealed record CategoricalDistribution
{
    private const double RateMax = 1;
    private const double Alpha = 1.5;

    /// <summary>q: for each category, the probability of each of its values.</summary>
    public required ImmutableArray<double[]> Probabilities { get; init; }

    /// <summary>s: the accumulated gradients, each of length 1.</summary>
    public required ImmutableArray<double[]> Path { get; init; }

    /// <summary>γ: what s's squared length is expected to be where gradients point nowhere.</summary>
    public double Expected { get; init; }

    /// <summary>δ: how far one generation moves.</summary>
    public double Rate { get; init; } = RateMax;

    /// <summary>All values are as likely.</summary>
    public static CategoricalDistribution Uniform(ImmutableArray<int> counts) => new()
    {
        Probabilities = [.. counts.Select(static count => Enumerable.Repeat(1.0 / count, count).ToArray())],
        Path = [.. counts.Select(static count => new double[count])],
    };

    /// <summary>Draws a value of each category.</summary>
    public int[] Draw(KeyedRandom random)
    {
        var drawn = new int[Probabilities.Length];
        for (var i = 0; i < drawn.Length; i++)
        {
            var rest = random.NextDouble();
            var last = Probabilities[i].Length - 1;
            while (drawn[i] < last && (rest -= Probabilities[i][drawn[i]]) >= 0) drawn[i]++;
        }

        return drawn;
    }

    /// <summary>The distribution once a generation is known.</summary>
    /// <param name="members">Each member's values; -1 for a category that was turned off.</param>
    /// <param name="weights">As large as a member is good; they add up to 1.</param>
    public CategoricalDistribution After(IReadOnlyList<int[]> members, IReadOnlyList<double> weights)
    {
        if (Probabilities.IsEmpty) return this;

        var gradients = Probabilities.Select((q, i) => Gradient(q, i, members, weights)).ToArray();
        var white = gradients.Select((gradient, i) =>
            gradient.Select((slope, k) => slope / Math.Sqrt(Probabilities[i][k])).ToArray()).ToArray();
        var length = Math.Sqrt(white.Sum(static vector => vector.Sum(static slope => slope * slope)));
        if (length < 1e-12) return this;

        var freedom = Probabilities.Sum(static q => q.Length - 1);
        var rate = Rate / Math.Sqrt(freedom);
        var path = Path.Select((old, i) => old.Select((s, k) =>
            ((1 - rate) * s) + (Math.Sqrt(rate * (2 - rate)) * white[i][k] / length)).ToArray()).ToImmutableArray();
        var expected = ((1 - rate) * (1 - rate) * Expected) + (rate * (2 - rate));
        var squared = path.Sum(static vector => vector.Sum(static s => s * s));
        return new CategoricalDistribution
        {
            Probabilities = [.. Probabilities.Select((q, i) => WithMargin(
                [.. q.Select((probability, k) => probability + (Rate / length * gradients[i][k]))]))],
            Path = path,
            Expected = expected,
            Rate = Math.Min(RateMax, Rate * Math.Exp(rate * (expected - (squared / Alpha)))),
        };
    }

    private static double[] Gradient(
        double[] probabilities, int category, IReadOnlyList<int[]> members, IReadOnlyList<double> weights)
    {
        var gradient = new double[probabilities.Length];
        for (var m = 0; m < members.Count; m++)
        {
            // What was turned off says nothing.
            if (members[m][category] < 0) continue;

            for (var k = 0; k < gradient.Length; k++) gradient[k] -= weights[m] * probabilities[k];
            gradient[members[m][category]] += weights[m];
        }

        return gradient;
    }

    /// <summary>No value's probability gets so small that it is never drawn again.</summary>
    private double[] WithMargin(double[] probabilities)
    {
        var least = (1 - Math.Pow(0.73, 1.0 / Probabilities.Length)) / (probabilities.Length - 1);
        for (var k = 0; k < probabilities.Length; k++) probabilities[k] = Math.Max(probabilities[k], least);

        var sum = probabilities.Sum();
        var above = sum - (least * probabilities.Length);
        for (var k = 0; k < probabilities.Length; k++)
        {
            // What the raised ones got is taken from those above the margin, in proportion.
            probabilities[k] += (1 - sum) * (probabilities[k] - least) / above;
        }

        return probabilities;
    }
}
