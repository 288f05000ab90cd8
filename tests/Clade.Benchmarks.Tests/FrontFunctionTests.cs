using System.Collections.Immutable;
using Clade.Benchmarks.Quality;

namespace Clade.Benchmarks.Tests;

public sealed class FrontFunctionTests
{
    [Theory]
    [InlineData("zdt1", 0.25, 0, 0.25, 0.5)]
    [InlineData("zdt1", 0.1, 1, 0.1, 9)]
    [InlineData("zdt2", 0.5, 0, 0.5, 0.75)]
    [InlineData("zdt3", 0.25, 0, 0.25, 0.25)]
    public void Values_are_those_computed_by_hand(string name, double first, double others, double f1, double f2)
    {
        var values = TestFunctions.Find(name)!.Evaluate(PlaceOf([first, .. Enumerable.Repeat(others, 29)]));
        Assert.Equal(f1, values[0], 12);
        Assert.Equal(f2, values[1], 12);
    }

    [Fact]
    public void Dtlz2_lies_on_spheres()
    {
        var function = FrontFunction.Dtlz2;
        double[] corner = [.. function.Evaluate(PlaceOf([0, 0, .. Enumerable.Repeat(0.5, 10)]))];
        Assert.Equal([1.0, 0.0, 0.0], corner.Select(static value => Math.Round(value, 12)));

        var far = function.Evaluate(PlaceOf([0.3, 0.7, .. Enumerable.Repeat(1.0, 10)]));
        Assert.Equal(3.5, Math.Sqrt(far.Sum(static value => value * value)), 12);
    }

    [Fact]
    public void The_largest_hypervolume_is_that_of_the_whole_front()
    {
        foreach (var function in new[] { FrontFunction.Zdt1, FrontFunction.Zdt2, FrontFunction.Zdt3 })
        {
            var front = Enumerable.Range(0, 5_001).Select(i =>
                function.Evaluate(PlaceOf([i / 5_000.0, .. Enumerable.Repeat(0.0, 29)]))).ToList();
            Assert.InRange(function.Optimum - function.FigureOf(front), -1e-5, 2e-3);
        }

        var grid = Enumerable.Range(0, 31).ToList();
        var sphere = grid.SelectMany(a => grid.Select(b =>
            FrontFunction.Dtlz2.Evaluate(PlaceOf([a / 30.0, b / 30.0, .. Enumerable.Repeat(0.5, 10)])))).ToList();
        Assert.InRange(FrontFunction.Dtlz2.Optimum - FrontFunction.Dtlz2.FigureOf(sphere), 0, 0.06);
    }

    private static Configuration PlaceOf(ImmutableArray<double> place) =>
        Configuration.Of(place.Select(static (x, i) => (RealFunction.NameOf(i), (HyperparameterValue)x)));
}
