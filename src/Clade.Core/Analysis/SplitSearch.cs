using System.Collections.Immutable;

namespace Clade.Analysis;

/// <summary>A way to divide trials in two.</summary>
/// <param name="Axis">Along which axis.</param>
/// <param name="Gain">By how much it lowers the sum of squared differences from the mean.</param>
/// <param name="GoesLeft">For each cell, on which side it is.</param>
internal sealed record Split(int Axis, double Gain, bool[] GoesLeft);

/// <summary>Finds the best split along an axis.</summary>
/// <param name="axes">The axes.</param>
/// <param name="cells">For each axis, the cells of all trials; none is off.</param>
/// <param name="values">The trials' values, with a variance around 1.</param>
/// <param name="leafTrialsMin">Each side gets at least so many trials.</param>
/// <param name="random">Decides where between two trials the split is.</param>
internal sealed class SplitSearch(
    ImmutableArray<CellAxis> axes, int[][] cells, double[] values, int leafTrialsMin, KeyedRandom random)
{
    /// <summary>Rounding makes a tiny gain out of equal values, which have a variance of 1 in all.</summary>
    private const double GainMin = 1e-10;

    private readonly int[] _counts = new int[axes.Max(static axis => axis.Count)];
    private readonly double[] _sums = new double[axes.Max(static axis => axis.Count)];
    private readonly List<int> _filled = [];

    /// <summary>
    /// The best split of some trials; none if they can't be split along this axis, or it gains nothing.
    /// </summary>
    public Split? Along(int axis, int[] trials)
    {
        Tally(axis, trials);
        if (_filled.Count < 2) return null;

        // Sorted by their means, the best of all divisions of categories is a cut (Fisher, 1958).
        if (axes[axis].IsCategorical) _filled.Sort(ByMean);

        var mean = trials.Average(trial => values[trial]);
        var (best, bestGain) = (0, 0.0);
        var (count, sum) = (0, 0.0);
        for (var cut = 1; cut < _filled.Count; cut++)
        {
            var cell = _filled[cut - 1];
            count += _counts[cell];
            sum += _sums[cell] - (_counts[cell] * mean);
            var rest = trials.Length - count;
            if (count < leafTrialsMin || rest < leafTrialsMin) continue;

            // The other side's sum is the same with the other sign, because the mean is subtracted.
            var gain = (sum * sum / count) + (sum * sum / rest);
            if (gain > bestGain) (best, bestGain) = (cut, gain);
        }

        return bestGain > GainMin ? SplitAt(axis, best, bestGain, trials.Length) : null;
    }

    private void Tally(int axis, int[] trials)
    {
        Array.Clear(_counts, 0, axes[axis].Count);
        Array.Clear(_sums, 0, axes[axis].Count);
        var ofTrials = cells[axis];
        foreach (var trial in trials)
        {
            _counts[ofTrials[trial]]++;
            _sums[ofTrials[trial]] += values[trial];
        }

        _filled.Clear();
        for (var cell = 0; cell < axes[axis].Count; cell++)
        {
            if (_counts[cell] > 0) _filled.Add(cell);
        }
    }

    private int ByMean(int a, int b) => (_sums[a] / _counts[a]).CompareTo(_sums[b] / _counts[b]) is var byMean and not 0
        ? byMean
        : a.CompareTo(b);

    private Split SplitAt(int axis, int cut, double gain, int trials)
    {
        var goesLeft = new bool[axes[axis].Count];
        if (axes[axis].IsCategorical)
        {
            // A category that no trial has tells nothing; it goes where most trials are.
            var left = _filled.Take(cut).Sum(cell => _counts[cell]);
            if (2 * left >= trials) Array.Fill(goesLeft, true);
            for (var i = 0; i < _filled.Count; i++) goesLeft[_filled[i]] = i < cut;
        }
        else
        {
            // Anywhere between the two trials: the middle would put all trees' splits at the same places.
            var (below, above) = (_filled[cut - 1], _filled[cut]);
            Array.Fill(goesLeft, true, 0, below + 1 + random.NextIndex(above - below));
        }

        return new Split(axis, gain, goesLeft);
    }
}
