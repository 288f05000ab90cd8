using System.Collections.Immutable;

namespace Clade.MultiObjective;

/// <summary>Which of several outcomes is better where there are several objectives. Lower losses are better.</summary>
internal static class Dominance
{
    /// <summary>Each objective as a loss; none where one is missing or not finite.</summary>
    public static double[]? LossesOf(Metrics? metrics, ImmutableArray<Objective> objectives)
    {
        if (metrics is null) return null;

        var losses = new double[objectives.Length];
        for (var i = 0; i < losses.Length; i++)
        {
            if (!metrics.TryGetValue(objectives[i].Metric, out var value) || !double.IsFinite(value)) return null;
            losses[i] = -objectives[i].Score(value).Value;
        }

        return losses;
    }

    /// <summary>Whether x is nowhere worse than y, and somewhere better.</summary>
    public static bool Dominates(double[] x, double[] y)
    {
        var isBetter = false;
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] > y[i]) return false;
            isBetter |= x[i] < y[i];
        }

        return isBetter;
    }

    /// <summary>The front of each: 0 for those that nothing dominates, 1 for those only dominated by these, and so
    /// on.</summary>
    public static int[] Fronts(IReadOnlyList<double[]> losses)
    {
        var count = losses.Count;
        var (dominated, dominators) = (new List<int>[count], new int[count]);
        for (var i = 0; i < count; i++) dominated[i] = [];
        for (var i = 0; i < count; i++)
        {
            for (var k = i + 1; k < count; k++)
            {
                if (Dominates(losses[i], losses[k])) Note(i, k);
                else if (Dominates(losses[k], losses[i])) Note(k, i);
            }
        }

        var fronts = new int[count];
        var current = Enumerable.Range(0, count).Where(i => dominators[i] == 0).ToList();
        for (var front = 0; current.Count > 0; front++)
        {
            var next = new List<int>();
            foreach (var i in current)
            {
                fronts[i] = front;
                next.AddRange(dominated[i].Where(k => --dominators[k] == 0));
            }

            current = next;
        }

        return fronts;

        void Note(int better, int worse)
        {
            dominated[better].Add(worse);
            dominators[worse]++;
        }
    }

    /// <summary>
    /// How far apart each one's neighbours of the same front are, over all objectives; infinite at the ends.
    /// </summary>
    public static double[] Crowding(IReadOnlyList<double[]> losses, IReadOnlyList<int> fronts)
    {
        var distances = new double[losses.Count];
        foreach (var front in Enumerable.Range(0, losses.Count).GroupBy(i => fronts[i]))
        {
            for (var objective = 0; objective < losses[0].Length; objective++)
            {
                var order = front.OrderBy(i => losses[i][objective]).ThenBy(static i => i).ToArray();
                var range = losses[order[^1]][objective] - losses[order[0]][objective];
                distances[order[0]] = distances[order[^1]] = double.PositiveInfinity;
                for (var k = 1; k + 1 < order.Length && range > 0; k++)
                {
                    distances[order[k]] += (losses[order[k + 1]][objective] - losses[order[k - 1]][objective]) / range;
                }
            }
        }

        return distances;
    }
}
