using System.Collections.Immutable;

namespace Clade;

/// <summary>The history of repeated trials as the history of configurations.</summary>
internal static class RepetitionMeans
{
    public static TrialHistory Of(TrialHistory history, int repetitions)
    {
        var earlier = history.Observations.TakeWhile(static observation => observation.Trial < 0).ToArray();
        var ended = Groups(history.Observations.Skip(earlier.Length), repetitions);
        var running = Groups(history.Pending, repetitions);

        var observations = ImmutableArray.CreateBuilder<Observation>();
        var pending = ImmutableArray.CreateBuilder<Observation>();
        observations.AddRange(earlier);
        foreach (var group in ended.Keys.Union(running.Keys).Order())
        {
            var done = ended.GetValueOrDefault(group, []);
            // The newest group may not have all its trials yet.
            if (done.Count == repetitions) observations.Add(MeanOf(group, done));
            else pending.Add(MeanOf(group, [.. done, .. running.GetValueOrDefault(group, [])]) with { Metrics = null });
        }

        return new TrialHistory(observations.ToImmutable(), pending.ToImmutable());
    }

    private static Dictionary<int, List<Observation>> Groups(IEnumerable<Observation> trials, int repetitions) => trials
        .GroupBy(trial => trial.Trial / repetitions)
        .ToDictionary(static group => group.Key, static group => group.ToList());

    private static Observation MeanOf(int group, List<Observation> trials)
    {
        var isUsable = trials.All(static trial => trial.Score.IsUsable);
        return new Observation(
            group, trials[0].Config,
            isUsable ? new Score(trials.Average(static trial => trial.Score.Value)) : Score.Worst,
            trials.Min(static trial => trial.Iteration))
        {
            Metrics = isUsable ? MeanOf([.. trials.Select(static trial => trial.Metrics ?? Metrics.Empty)]) : null,
            Levels = LevelsOf(trials),
        };
    }

    private static Metrics MeanOf(IReadOnlyList<Metrics> all) => new(all[0].Keys
        .Where(name => all.All(metrics => metrics.ContainsKey(name)))
        .Select(name => KeyValuePair.Create(name, all.Average(metrics => metrics[name]))));

    /// <summary>The levels that all came to.</summary>
    private static ImmutableArray<LevelScore> LevelsOf(List<Observation> trials)
    {
        var count = trials.Min(static trial => trial.Levels.Length);
        return
        [
            .. Enumerable.Range(0, count)
                .Where(i => trials.All(trial => trial.Levels[i].Level.Equals(trials[0].Levels[i].Level)))
                .Select(i => new LevelScore(trials[0].Levels[i].Level, MeanScore(trials, i))),
        ];
    }

    private static Score MeanScore(List<Observation> trials, int level) =>
        trials.All(trial => trial.Levels[level].Score.IsUsable)
            ? new Score(trials.Average(trial => trial.Levels[level].Score.Value))
            : Score.Worst;
}
