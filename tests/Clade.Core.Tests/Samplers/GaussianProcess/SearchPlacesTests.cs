using Clade.GaussianProcesses;
using CsCheck;

namespace Clade.Core.Tests.Samplers.GaussianProcesses;

/// <summary>What is turned off, and which values there are.</summary>
public sealed class SearchPlacesTests
{
    private static readonly KeyedRandom Draws = KeyedRandom.For(1, RandomPurpose.Sample);

    private static SearchSpace SpaceOf(bool hasFunction) => new()
    {
        ["kind"] = Search.Choice("a", "b", "c"),
        ["depth"] = Search.RandInt(1, 5),
        ["inner"] = Search.Boolean().When("kind", "b", "c"),
        ["rate"] = Search.Uniform(0, 1).When("inner", true),
        ["width"] = Search.LogRandInt(1, 100).When("depth", 2, 4),
        ["size"] = hasFunction
            ? Search.Uniform(0, 1).When(static before => before["depth"].ToInt64() > 2)
            : Search.Uniform(0, 1),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_turned_off_is_what_the_space_turns_off(bool hasFunction)
    {
        var encoding = new SpaceEncoding(SpaceOf(hasFunction));
        var places = new SearchPlaces(encoding, Draws);
        var off = 0;
        Gen.Double[0, 0.9999].Array[places.Count].Sample(point =>
        {
            var (full, switched) = (new double[places.Count], new double[places.Count]);
            places.FromUnit(point, full);
            places.SwitchOff(full, switched);
            var config = places.Decode(full);
            Assert.Equal(config, encoding.Decode(full, Draws));
            var encoded = encoding.Encode(config);
            for (var i = 0; i < full.Length; i++) Assert.Equal(encoded[i], switched[i], 1e-9);
            if (switched.Any(double.IsNaN)) Interlocked.Increment(ref off);
        });
        Assert.True(off > 10);
    }

    [Fact]
    public void Discrete_values_are_those_of_the_space()
    {
        var places = new SearchPlaces(new SpaceEncoding(SpaceOf(hasFunction: false)), Draws);
        Assert.Equal([0, 1, 2], places.Values(0).ToArray());
        Assert.Equal([0.125, 0.375, 0.625, 0.875], places.Values(1).ToArray());
        Assert.Equal(99, places.Values(4).Length);
        Assert.True(places.Values(5).IsEmpty);
        Assert.Equal(0.375, places.Snap(1, 0.45));
        Assert.Equal(0.625, places.Snap(1, 0.51));
        Assert.Equal(0.875, places.Snap(1, 3));
    }
}
