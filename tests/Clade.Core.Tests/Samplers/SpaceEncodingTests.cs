using CsCheck;

namespace Clade.Core.Tests.Samplers;

/// <summary>A space as coordinates, and back.</summary>
public sealed class SpaceEncodingTests
{
    private static readonly SearchSpace Space = new()
    {
        ["kind"] = Search.Choice("a", "b", "c"),
        ["lr"] = Search.LogUniform(1e-5, 1),
        ["momentum"] = Search.Uniform(0, 1).When("kind", "b"),
        ["dropout"] = Search.Uniform(0, 0.5, quantum: 0.1),
        ["width"] = Search.LogRandInt(8, 512),
        ["depth"] = Search.RandInt(1, 4),
        ["batch"] = Search.Ordered(16, 32, 64),
        ["bias"] = Search.Normal(0, 2),
        ["flag"] = Search.Boolean(),
        ["fixed"] = Search.Constant(7),
    };

    private static readonly SpaceEncoding Encoding = new(Space);

    [Fact]
    public void Every_hyperparameter_with_a_choice_is_a_coordinate()
    {
        Assert.Equal(Space.Names.Where(static name => name != "fixed"), Encoding.Dimensions.Select(static d => d.Name));
        Assert.Equal(
            ["kind", "flag"], Encoding.Dimensions.Where(static d => d.IsCategorical).Select(static d => d.Name));
        Assert.Equal([3, 0, 0, 6, 504, 3, 3, 0, 2], Encoding.Dimensions.Select(static d => d.Count));
    }

    [Fact]
    public void There_and_back_is_the_same_configuration() => Gen.ULong.Sample(seed =>
    {
        var random = KeyedRandom.For(seed, RandomPurpose.Sample);
        var config = Space.Sample(random);
        var place = Encoding.Encode(config);
        var back = Encoding.Decode(place, random);
        Assert.Empty(Space.Mistakes(back));
        Assert.Equal(config["kind"].ToLiteral() != "\"b\"", double.IsNaN(place[2]));
        foreach (var (name, value) in config)
        {
            if (value.Kind == HyperparameterKind.Float) Assert.Equal(value.ToDouble(), back[name].ToDouble(), 1e-3);
            else Assert.Equal(value, back[name]);
        }
    });

    [Fact]
    public void Every_place_is_a_valid_configuration() =>
        Gen.Double[-0.5, 3.5].Array[Encoding.Dimensions.Length].Sample(place => Assert.Empty(
            Space.Mistakes(Encoding.Decode(place, KeyedRandom.For(1, RandomPurpose.Sample)))));

    [Fact]
    public void An_integer_that_can_have_one_value_is_no_coordinate() => Assert.Equal(
        ["x"], new SpaceEncoding(new SearchSpace { ["one"] = Search.RandInt(3, 4), ["x"] = Search.Uniform(0, 1) })
            .Dimensions.Select(static dimension => dimension.Name));

    [Theory]
    [InlineData(-1.7e308, 0.027)]
    [InlineData(0, 0.5)]
    [InlineData(1.7e308, 0.973)]
    public void A_range_as_wide_as_doubles_are_has_places(double value, double place)
    {
        var encoding = new SpaceEncoding(new SearchSpace { ["x"] = Search.Uniform(double.MinValue, double.MaxValue) });
        Assert.Equal(place, Assert.Single(encoding.Encode(Configuration.Of(("x", value)))), 3);
    }
}
