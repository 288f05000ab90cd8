using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>Whether more training still changes how PASHA ranks trials.</summary>
internal static class PashaRanking
{
    /// <summary>So many of the highest rung's trials are ranked, the best.</summary>
    public const int TrialsMax = 100;

    /// <summary>Whether the trials of the highest rung are ranked alike at the rung below.</summary>
    public static bool IsStable(Pasha pasha, ExperimentState state, double top)
    {
        var trials = state.Rungs.At(0, top).Scores.Take(TrialsMax).Where(static score => score.Score.IsUsable)
            .Select(score => Ranked.Of(state[score.Trial], top)).OfType<Ranked>().ToArray();
        if (IsAlike(trials, epsilon: 0)) return true;

        var epsilon = Epsilon([.. trials.Select(ranked => state[ranked.Trial].Course!.Curve ?? [])], pasha);
        return epsilon > 0 && IsAlike(trials, epsilon);
    }

    /// <summary>
    /// Soft ranking: each place of the highest rung's ranking may be taken by any trial whose score below is within
    /// epsilon of the score of the one that has that place below.
    /// </summary>
    private static bool IsAlike(Ranked[] trials, double epsilon)
    {
        var above = trials.OrderByDescending(static t => t.Above).ThenBy(static t => t.Trial).ToArray();
        var below = trials.OrderByDescending(static t => t.Below).ThenBy(static t => t.Trial).ToArray();
        return above.Zip(below).All(pair => Math.Abs(pair.First.Below - pair.Second.Below) <= epsilon);
    }

    /// <summary>How far apart trials can be that noise alone ranks; 0 if no curves cross twice.</summary>
    internal static double Epsilon(ImmutableArray<ImmutableList<LevelScore>> curves, Pasha pasha)
    {
        var points = curves.Select(static curve => curve.ToArray()).ToArray();
        var differences = new List<double>();
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = i + 1; j < points.Length; j++)
            {
                if (LastDifferenceIfCrossing(points[i], points[j]) is { } difference) differences.Add(difference);
            }
        }

        if (differences.Count == 0) return 0;

        differences.Sort();
        var place = pasha.NoisePercentile * (differences.Count - 1);
        var index = (int)Math.Floor(place);
        var next = differences[Math.Min(index + 1, differences.Count - 1)];
        return differences[index] + ((next - differences[index]) * (place - index));
    }

    // One leads, then the other, then the first again: their order is noise, and so is what is between them at last.
    private static double? LastDifferenceIfCrossing(LevelScore[] one, LevelScore[] other)
    {
        var (crossings, leader, last) = (0, 0, 0.0);
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            var order = one[i].Level.CompareTo(other[j].Level);
            if (order == 0 && one[i].Score.IsUsable && other[j].Score.IsUsable)
            {
                last = one[i].Score.Value - other[j].Score.Value;
                var leads = Math.Sign(last);
                if (leads != 0 && leader != 0 && leads != leader) crossings++;
                if (leads != 0) leader = leads;
            }

            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return crossings >= 2 ? Math.Abs(last) : null;
    }

    /// <summary>A trial's scores at the highest rung and the one below.</summary>
    private sealed record Ranked(TrialId Trial, double Above, double Below)
    {
        public static Ranked? Of(TrialState trial, double top)
        {
            var entries = trial.Course!.Rungs;
            var index = entries.FindLastIndex(entry => entry.Level == top);
            return index > 0 && entries[index - 1].Score.IsUsable
                ? new Ranked(trial.Id, entries[index].Score.Value, entries[index - 1].Score.Value)
                : null;
        }
    }
}
