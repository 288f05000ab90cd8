using Clade.MultiObjective;
using Clade.Spaces;

namespace Clade;

/// <summary>How much of the space of outcomes a set of trials beats: one number for several objectives.</summary>
/// <remarks>
/// The volume of all outcomes that are worse than one of the trials and better than a reference point. It grows with
/// every trial that adds to the front, so it compares searches, given the same reference. Exact for any number of
/// objectives: by sweeping for up to three (at most quadratic time), by exclusive volumes beyond (While, Bradstreet and
/// Barone, 2012, WFG), which takes long for hundreds of points of more than five.
/// </remarks>
public static class Hypervolume
{
    /// <summary>The volume between trials and a reference point.</summary>
    /// <param name="outcomes">The trials' metrics; those without a finite value of each objective add nothing.</param>
    /// <param name="objectives">At least one.</param>
    /// <param name="reference">
    /// The worst outcome that counts: a value for each objective, in their order and directions. Trials that are not
    /// better than it in every objective add nothing.
    /// </param>
    /// <returns>At least 0, in the product of the metrics' units.</returns>
    /// <exception cref="ArgumentException">
    /// There are no objectives, two have the same metric, or the reference has not one finite value for each.
    /// </exception>
    public static double Of(
        IEnumerable<Metrics> outcomes, IEnumerable<Objective> objectives, IReadOnlyList<double> reference)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(reference);
        var wanted = ObjectiveList.Of(objectives, nameof(objectives)).Items;
        if (reference.Count != wanted.Length || !reference.All(double.IsFinite))
        {
            throw new ArgumentException(
                $"The reference has the values {Literal.List(reference.Select(Literal.Of))}, but there must be one " +
                $"finite value for each objective ({string.Join(", ", wanted)}). Give the worst outcome that still " +
                "counts.",
                nameof(reference));
        }

        var worst = reference.Select((value, i) => -wanted[i].Score(value).Value).ToArray();
        return OfLosses([.. outcomes.Select(metrics => Dominance.LossesOf(metrics, wanted)).OfType<double[]>()], worst);
    }

    /// <summary>The volume where lower is better in every coordinate.</summary>
    internal static double OfLosses(IReadOnlyList<double[]> points, double[] reference)
    {
        var inside = points.Where(point => point.Zip(reference).All(static pair => pair.First < pair.Second)).ToList();
        if (inside.Count == 0) return 0;

        return reference.Length switch
        {
            1 => reference[0] - inside.Min(static point => point[0]),
            2 => Area(inside, reference),
            3 => Volume(inside, reference),
            _ => Wfg(NonDominated(inside), reference),
        };
    }

    private static double Area(List<double[]> points, double[] reference)
    {
        var (area, lowest) = (0.0, reference[1]);
        foreach (var point in points.OrderBy(static p => p[0]).ThenBy(static p => p[1]))
        {
            if (point[1] >= lowest) continue;
            area += (reference[0] - point[0]) * (lowest - point[1]);
            lowest = point[1];
        }

        return area;
    }

    /// <summary>Slices of the third coordinate: each is as deep as the way to the next point.</summary>
    private static double Volume(List<double[]> points, double[] reference)
    {
        var ordered = points.OrderBy(static p => p[2]).ToList();
        var (volume, front) = (0.0, new List<double[]>());
        for (var i = 0; i < ordered.Count; i++)
        {
            var point = ordered[i];
            if (!front.Any(other => other[0] <= point[0] && other[1] <= point[1]))
            {
                front.RemoveAll(other => point[0] <= other[0] && point[1] <= other[1]);
                front.Add(point);
            }

            var depth = (i + 1 < ordered.Count ? ordered[i + 1][2] : reference[2]) - point[2];
            if (depth > 0) volume += depth * Area(front, reference);
        }

        return volume;
    }

    private static double Wfg(List<double[]> points, double[] reference)
    {
        var volume = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var own = 1.0;
            for (var k = 0; k < point.Length; k++) own *= reference[k] - point[k];

            // What the later points have in common with this one is theirs.
            var shared = points[(i + 1)..].Select(other => other.Zip(point, Math.Max).ToArray());
            volume += own - Wfg(NonDominated(shared), reference);
        }

        return volume;
    }

    private static List<double[]> NonDominated(IEnumerable<double[]> points)
    {
        var front = new List<double[]>();
        foreach (var point in points)
        {
            if (front.Any(other => other.AsSpan().SequenceEqual(point) || Dominance.Dominates(other, point))) continue;
            front.RemoveAll(other => Dominance.Dominates(point, other));
            front.Add(point);
        }

        return front;
    }
}
