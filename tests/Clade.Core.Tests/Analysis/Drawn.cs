namespace Clade.Core.Tests.Analysis;

/// <summary>Random trials of functions.</summary>
internal static class Drawn
{
    /// <summary>Floats x0, x1, … between two bounds.</summary>
    public static SearchSpace Floats(int count, double low = 0, double high = 1)
    {
        var space = new SearchSpace();
        for (var i = 0; i < count; i++) space[$"x{i}"] = Search.Uniform(low, high);
        return space;
    }

    public static List<ScoredConfiguration> Trials(
        SearchSpace space, int count, Func<Configuration, KeyedRandom, double> score, ulong seed = 1)
    {
        var noise = KeyedRandom.For(seed, RandomPurpose.Simulation);
        return
        [
            .. Enumerable.Range(0, count).Select(trial =>
            {
                var config = space.Sample(KeyedRandom.For(seed, RandomPurpose.Sample, trial));
                return new ScoredConfiguration(config, score(config, noise));
            }),
        ];
    }

    public static double X(this Configuration config, int index) => config[$"x{index}"].ToDouble();
}
