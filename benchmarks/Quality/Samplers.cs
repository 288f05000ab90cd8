using System.Collections.Immutable;

namespace Clade.Benchmarks.Quality;

/// <summary>A sampler to compare.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Peers">Its names in the reference figures, the likest first.</param>
/// <param name="New">Makes one for a function.</param>
/// <param name="ObjectivesMax">How many objectives it can have; those that don't learn don't care.</param>
/// <param name="ObjectivesMin">How many it must have.</param>
internal sealed record SamplerEntry(
    string Name, ImmutableArray<string> Peers, Func<TestFunction, Sampler> New, int ObjectivesMax = 1,
    int ObjectivesMin = 1)
{
    /// <summary>Why this sampler can't work on a function; none when it can.</summary>
    public string? Refuse(TestFunction function)
    {
        if (function.Objectives.Length > ObjectivesMax) return $"{Name} has one objective only.";
        if (function.Objectives.Length < ObjectivesMin) return $"{Name} needs {ObjectivesMin} objectives.";
        return New(function).Mistakes(function.Space) is [var mistake, ..] ? mistake : null;
    }
}

/// <summary>The samplers by name.</summary>
internal static class Samplers
{
    /// <summary>What the others are counted against.</summary>
    public const string Ruler = "random";

    public static ImmutableArray<SamplerEntry> All { get; } =
    [
        new(Ruler, ["optuna5/random"], static _ => new RandomSampler(), int.MaxValue),
        new("tpe", ["optuna5/tpe", "optuna4.9/tpe", "hyperopt_tpe"], static _ => new TpeSampler()),
        new("sobol", [], static _ => new SobolSampler(), int.MaxValue),
        new("halton", [], static _ => new HaltonSampler(), int.MaxValue),
        new("gp", ["optuna5/gp"], static _ => new GaussianProcessSampler()),
        new("mobster", ["optuna5/gp"], static _ => new MobsterSampler()),
        new("bohb", [], static _ => new BohbSampler()),
        new("cma-es", ["optuna5/cmaes", "pycma"], static _ => new CmaEsSampler()),
        new("auto", ["optuna5/gp"], static _ => new AutoSampler()),
        new("nsga-ii", ["optuna5/nsga2"], static function => new NsgaIISampler
        {
            Objectives = [.. function.Objectives.Select(Objective.Minimize)],
        }, int.MaxValue, ObjectivesMin: 2),
    ];

    public static SamplerEntry? Find(string name) => All.FirstOrDefault(sampler => sampler.Name == name);
}
