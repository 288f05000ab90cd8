using System.Collections.Immutable;

namespace Clade.GaussianProcesses;

/// <summary>What trials reached at the levels where a scheduler compared them, pending ones included.</summary>
internal static class LevelEvidence
{
    /// <summary>How many trials have a score to learn from.</summary>
    public static int CountScored(TrialHistory history) =>
        history.Observations.Count(static trial => trial.Score.IsUsable || HasUsableLevel(trial))
        + history.Pending.Count(HasUsableLevel);

    /// <summary>A score for each trial and level.</summary>
    public static Evidence Of(SpaceEncoding encoding, TrialHistory history)
    {
        var lowest = history.Observations.Concat(history.Pending).SelectMany(static trial => trial.Levels)
            .Select(static level => level.Level).DefaultIfEmpty(1).Min();
        var rows = history.Observations.SelectMany(trial => RowsOf(trial, lowest))
            .Concat(history.Pending.SelectMany(static trial =>
                trial.Levels.Select(level => new Row(trial, level.Level, level.Score.Value))))
            .ToImmutableArray();
        ImmutableArray<double> levels = [.. rows.Select(static row => row.Level).Distinct().Order()];
        var target = Target(rows, levels, encoding.Dimensions.Length);
        var trend = Trend(rows, levels);

        double Resource(double level) => levels.Length == 1
            ? 0
            : Math.Log(level / levels[0]) / Math.Log(levels[^1] / levels[0]);
        double[] PlaceOf(Observation trial, double level) => [.. encoding.Encode(trial.Config), Resource(level)];
        return new Evidence(
            [.. rows.Select(row => PlaceOf(row.Trial, row.Level))],
            OutputScale.Standardise([.. rows.Select(row => row.Score - trend[row.Level])]),
            [.. Enumerable.Range(0, rows.Length).Where(i => rows[i].Level == target)],
            [.. history.Pending.Where(trial => trial.Levels.All(level => level.Level != target))
                .Select(trial => PlaceOf(trial, target))],
            [.. history.Observations.Concat(history.Pending).Select(trial => encoding.Encode(trial.Config))],
            Resource(target));
    }

    private static bool HasUsableLevel(Observation trial) =>
        trial.Levels.Any(static level => level.Score.IsUsable);

    // A trial that ended before the first level still says something: what it reached is nearest to what it would have
    // there. How far it came is no level, because those count another time than iterations, perhaps.
    private static IEnumerable<Row> RowsOf(Observation trial, double lowest) => trial.Levels.IsEmpty
        ? [new Row(trial, lowest, trial.Score.Value)]
        : trial.Levels.Select(level => new Row(trial, level.Level, level.Score.Value));

    /// <summary>
    /// The highest level that more trials reached than the space has dimensions: with fewer, there is little to compare
    /// with. Without one, that which most reached.
    /// </summary>
    private static double Target(ImmutableArray<Row> rows, ImmutableArray<double> levels, int dimensions)
    {
        var counts = rows.Where(static row => double.IsFinite(row.Score))
            .GroupBy(static row => row.Level).ToDictionary(static group => group.Key, static group => group.Count());
        int CountAt(double level) => counts.GetValueOrDefault(level);
        var enough = levels.Where(level => CountAt(level) > dimensions).ToList();
        return enough.Count > 0 ? enough[^1] : levels.OrderByDescending(CountAt).First();
    }

    /// <summary>
    /// How much higher scores are at each level than at the lowest: the sum of the median gains of the same trials from
    /// level to level. Levels' means can't be compared, because only the better trials reach the higher ones.
    /// </summary>
    private static Dictionary<double, double> Trend(ImmutableArray<Row> rows, ImmutableArray<double> levels)
    {
        var trials = rows.Where(static row => double.IsFinite(row.Score)).GroupBy(static row => row.Trial.Trial);
        var gains = trials.SelectMany(static trial => trial.Zip(trial.Skip(1)))
            .ToLookup(static pair => pair.Second.Level, static pair => pair);
        var trend = new Dictionary<double, double> { [levels[0]] = 0 };
        for (var i = 1; i < levels.Length; i++)
        {
            var below = levels[i - 1];
            trend[levels[i]] = Median([.. gains[levels[i]]
                .Select(pair => trend[pair.First.Level] + pair.Second.Score - pair.First.Score)]) ?? trend[below];
        }

        return trend;
    }

    private static double? Median(ImmutableArray<double> values) =>
        values.IsEmpty ? null : values.Sort()[values.Length / 2];

    /// <param name="Trial">The trial.</param>
    /// <param name="Level">Where it was compared.</param>
    /// <param name="Score">What it reached there; not a number if it broke.</param>
    private readonly record struct Row(Observation Trial, double Level, double Score);
}
