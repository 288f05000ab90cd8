namespace Clade.Core.Tests.Samplers.QuasiRandom;

/// <summary>Configurations at the points of a sequence.</summary>
public sealed class QuasiRandomSamplerTests
{
    public static TheoryData<Sampler> Samplers => [new SobolSampler(), new HaltonSampler()];

    [Theory, MemberData(nameof(Samplers))]
    public void A_mean_over_the_space_is_much_more_exact_than_by_chance(Sampler sampler)
    {
        var space = SpaceOf(6);
        Assert.True(
            Error(sampler) < 0.3 * Error(new RandomSampler()),
            $"{Error(sampler)} and {Error(new RandomSampler())} by chance");

        // The mean of the product of 1 + (x - 1/2)/2 is 1.
        double Error(Sampler one) => Math.Sqrt(Enumerable.Range(0, 10).Average(seed => Math.Pow(
            Enumerable.Range(0, 256).Average(trial => one.Propose(space, trial, (ulong)seed)!.Values
                .Aggregate(1.0, static (product, x) => product * (0.75 + (x.ToDouble() / 2)))) - 1, 2)));
    }

    [Theory, MemberData(nameof(Samplers))]
    public void Every_value_of_a_list_comes_as_often_as_the_others(Sampler sampler)
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("a", "b", "c", "d"),
            ["flag"] = Search.Boolean(),
            ["width"] = Search.RandInt(0, 4),
        };
        var proposals = Enumerable.Range(0, 64).Select(trial => sampler.Propose(space, trial, 2)!).ToList();
        foreach (var (name, count) in new[] { ("kind", 16), ("flag", 32), ("width", 16) })
        {
            Assert.All(
                proposals.CountBy(config => config[name]), pair => Assert.InRange(pair.Value, count - 3, count + 3));
        }
    }

    [Theory, MemberData(nameof(Samplers))]
    public void The_sequence_begins_after_the_given_configurations(Sampler sampler)
    {
        var space = SpaceOf(2);
        var given = sampler with { StartingConfigurations = [Configuration.Of(("x0", 0.5))] };

        Assert.Equal(0.5, given.Propose(space, 0, 1)!["x0"].ToDouble());
        Assert.Equal(sampler.Propose(space, 0, 1), given.Propose(space, 1, 1));
    }

    [Theory, MemberData(nameof(Samplers))]
    public void Grids_multiply(Sampler sampler)
    {
        var space = new SearchSpace { ["x"] = Search.Uniform(0, 1), ["axis"] = Search.Grid("a", "b", "c") };
        Assert.Equal(12, sampler.CountOf(space, 4));
        Assert.Null(sampler.CountOf(space, null));

        var proposals = Enumerable.Range(0, 6).Select(trial => sampler.Propose(space, trial, 1)!).ToList();
        Assert.Equal(["a", "b", "c", "a", "b", "c"], proposals.Select(static config => config["axis"].ToString()));
        Assert.Equal(6, proposals.Select(static config => config["x"]).Distinct().Count());
    }

    [Theory, MemberData(nameof(Samplers))]
    public void Beyond_the_last_dimension_chance_takes_over(Sampler sampler)
    {
        var space = SpaceOf(SobolSequence.DimensionsMax + 1);
        var (config, drawn) = (sampler.Propose(space, 3, 1)!, new RandomSampler().Propose(space, 3, 1)!);

        Assert.Empty(space.Mistakes(config));
        Assert.NotEqual(drawn["x100"], config["x100"]);
        Assert.Equal(drawn["x101"], config["x101"]);
    }

    [Theory, MemberData(nameof(Samplers))]
    public void Nothing_is_learned(Sampler sampler)
    {
        var space = SpaceOf(2);
        var history = new TrialHistory([new Observation(0, space.Sample(KeyedRandom.For(1, RandomPurpose.Simulation)),
            new Score(1), Iteration: 1)], []);

        Assert.False(sampler.Learns);
        Assert.Equal(sampler.Propose(space, 1, 1), sampler.Propose(new ProposalRequest(space, 1, 1, history)));
    }

    private static SearchSpace SpaceOf(int dimensions)
    {
        var space = new SearchSpace();
        for (var i = 0; i < dimensions; i++) space[$"x{i}"] = Search.Uniform(0, 1);
        return space;
    }
}
