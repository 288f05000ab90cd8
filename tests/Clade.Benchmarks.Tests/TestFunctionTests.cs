using System.Collections.Immutable;
using Clade.Benchmarks.Quality;

namespace Clade.Benchmarks.Tests;

public sealed class TestFunctionTests
{
    private static readonly string[] RealNames =
        ["branin", "hartmann6", "ackley5", "rosenbrock4", "levy3", "rastrigin2", "ackley1", "levy1"];

    public static TheoryData<string> Functions =>
        [.. RealNames, .. RealNames.Select(static name => name + "-shifted"), "mixed", "mixed-trap"];

    [Theory]
    [InlineData("branin", 55.602112642270262, 0.0, 0.0)]
    [InlineData("branin", 0.39788735772973816, -Math.PI, 12.275)]
    [InlineData("branin", 0.39788735772973816, 3 * Math.PI, 2.475)]
    [InlineData("hartmann6", -0.0050891128836644, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    [InlineData("hartmann6", -0.5053149917022333, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)]
    [InlineData("ackley3", 3.6253849384403627, 1.0, -1.0, 1.0)]
    [InlineData("rosenbrock3", 2.0, 0.0, 0.0, 0.0)]
    [InlineData("rosenbrock2", 401, 2.0, 2.0)]
    [InlineData("rosenbrock2", 4, -1.0, 1.0)]
    [InlineData("levy1", 1, -3.0)]
    [InlineData("levy2", 8.0807341827357124, 5.0, 1.0)]
    [InlineData("rastrigin2", 2, 1.0, -1.0)]
    [InlineData("rastrigin1", 20.25, 0.5)]
    public void Values_are_those_computed_by_hand(string name, double value, params double[] place) =>
        Assert.Equal(value, At(Real(name), [.. place]), 9);

    [Theory]
    [MemberData(nameof(Functions))]
    public void Nothing_is_below_the_optimum(string name)
    {
        var function = (SingleObjective)TestFunctions.Find(name)!;
        var best = function is RealFunction real ? PlaceOf(real.LowestAt) : MixedFunction.Best;
        Assert.Equal(function.Optimum, function.ValueOf(best), 7);

        var sampler = new RandomSampler();
        for (var trial = 0; trial < 2_000; trial++)
        {
            Assert.True(function.ValueOf(sampler.Propose(function.Space, trial, 1)!) >= function.Optimum);
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_optimum_lies_in_the_space_and_a_step_away_from_it_is_worse(string name)
    {
        if (TestFunctions.Find(name) is not RealFunction function) return;

        Assert.Empty(function.Space.Mistakes(PlaceOf(function.LowestAt)));
        for (var i = 0; i < function.Box.Length; i++)
        {
            foreach (var step in new[] { -0.01, 0.01 })
            {
                var aside = function.LowestAt.SetItem(i, function.LowestAt[i] + step);
                Assert.True(At(function, aside) > function.Optimum + 1e-6, $"{name} at {i}");
            }
        }
    }

    [Fact]
    public void A_shifted_function_is_the_same_elsewhere_and_its_optimum_is_off_the_middle()
    {
        foreach (var name in RealNames)
        {
            var (centred, shifted) = (Real(name), Real(name + "-shifted"));
            for (var i = 0; i < centred.Box.Length; i++)
            {
                var (low, high) = shifted.Box[i];
                Assert.InRange(Math.Abs(((shifted.LowestAt[i] - low) / (high - low)) - 0.5), 0.0999, 0.3501);
            }

            Assert.Equal(
                At(centred, [.. centred.LowestAt.Select(static x => x + 0.1)]),
                At(shifted, [.. shifted.LowestAt.Select(static x => x + 0.1)]), 9);
        }
    }

    [Fact]
    public void The_mixed_function_depends_on_its_branch()
    {
        var (function, trap) = (MixedFunction.Mixed, MixedFunction.Trap);
        var adam = MixedFunction.Best.Without("momentum").With("optimizer", "adam").With("lr", 1e-3);
        Assert.Empty(function.Space.Mistakes(MixedFunction.Best));
        Assert.Empty(function.Space.Mistakes(adam));

        Assert.Equal(0.3, function.ValueOf(adam), 12);
        Assert.Equal(0.3 + 0.2 + 0.6, function.ValueOf(adam.With("layers", 6).With("activation", "sigmoid")), 12);
        var off = MixedFunction.Best.With("momentum", 0.4).With("lr", 1e-3);
        Assert.Equal(0.125 + 0.4, function.ValueOf(off), 12);
        Assert.Equal(1 + 1.2, trap.ValueOf(off), 12);
        Assert.Equal(
            0.04 + (2 * 0.05 * 0.05), function.ValueOf(MixedFunction.Best.With("width", 256)), 12);
        Assert.Equal(0.5 + (0.1 * 0.25), function.ValueOf(adam.With("optimizer", "rmsprop")), 12);
    }

    [Theory]
    [InlineData("ackley")]
    [InlineData("ackley0")]
    [InlineData("ackley05")]
    [InlineData("ackley101")]
    [InlineData("ackley99999999999")]
    [InlineData("rosenbrock1")]
    [InlineData("mixed-shifted")]
    [InlineData("zdt4")]
    [InlineData("")]
    public void There_are_no_other_names(string name) => Assert.Null(TestFunctions.Find(name));

    private static RealFunction Real(string name) => Assert.IsType<RealFunction>(TestFunctions.Find(name));

    private static double At(RealFunction function, ImmutableArray<double> place) => function.ValueOf(PlaceOf(place));

    private static Configuration PlaceOf(ImmutableArray<double> place) =>
        Configuration.Of(place.Select(static (x, i) => (RealFunction.NameOf(i), (HyperparameterValue)x)));
}
