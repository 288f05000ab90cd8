using BenchmarkDotNet.Attributes;
using Clade.Schedulers;
using Clade.Spaces;

namespace Clade.Benchmarks.Parts;

/// <summary>What becomes of one configuration: drawn, made a record, and changed in an exploit.</summary>
[MemoryDiagnoser]
public class Space
{
    private static readonly PerturbationOptions Options = new(
        Mutations: null, ResampleProbability: 0.25, new PopulationBasedTraining { PerturbationInterval = 1 }
            .PerturbationFactors);

    private readonly Configuration _donor = Sample.Config;
    private readonly KeyedRandom _random = KeyedRandom.For(7, RandomPurpose.Explore);
    private readonly Configuration _record = SearchSpace.For<Hyperparameters>()
        .Sample(KeyedRandom.For(7, RandomPurpose.Sample));

    public enum Optimizer
    {
        Sgd,
        Adam,
    }

    [Benchmark]
    public object Draw() => Sample.Space.Sample(_random);

    [Benchmark]
    public object Bind() => ConfigBinder<Hyperparameters>.Instance.Bind(_record);

    [Benchmark]
    public object Explore() => PerturbOrResample.Run(_donor, Sample.Space, Options, _random);

    public sealed record Hyperparameters(
        [LogUniform(1e-4, 1)] double Lr, [Uniform(0, 1)] double Momentum, [RandInt(32, 512)] int Hidden,
        [Choice] Optimizer Optimizer);
}
