using Clade.Spaces;
using CsCheck;

namespace Clade.Core.Tests.Spaces;

public sealed class SpaceReaderTests
{
    private static readonly Gen<HyperparameterValue> Values = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(HyperparameterValue.FromDouble),
        Gen.Long.Select(HyperparameterValue.FromInt64), Gen.Bool.Select(HyperparameterValue.FromBoolean),
        Gen.OneOf(Gen.String[Gen.Char[" ,[]\"\\ andif\nü"], 0, 9], Gen.Const("] structural when a in [1"))
            .Select(HyperparameterValue.FromString));

    private static readonly Gen<Domain> Domains = Gen.OneOf(
        Gen.Select(Gen.Double[-1e9, 1e9], Gen.Double[1e-3, 1e9]).Select(static (low, width) =>
            Search.Uniform(low, low + width)),
        Gen.Select(Gen.Double[1e-30, 1], Gen.Double[1.5, 1e9]).Select(static (low, factor) =>
            Search.LogUniform(low, low * factor)),
        Gen.Select(Gen.Int[-20, 20], Gen.Int[1, 30]).Select(static (low, steps) =>
            Search.Uniform(low * 0.25, (low + steps) * 0.25, quantum: 0.25)),
        Gen.Select(Gen.Double[-5, 5], Gen.Double[0.1, 5]).Select(static (m, s) => Search.Normal(m, s)),
        Gen.Select(Gen.Double[-5, 5], Gen.Double[0.1, 5]).Select(static (m, s) => Search.Normal(m, s, quantum: 0.5)),
        Gen.Select(Gen.Long[-1000, 1000], Gen.Long[1, 1000]).Select(static (low, width) =>
            Search.RandInt(low, low + width)),
        Gen.Select(Gen.Int[-9, 9], Gen.Int[1, 9]).Select(static (low, steps) =>
            Search.RandInt(low * 4, (low + steps) * 4, quantum: 4)),
        Gen.Long[1, 1000].Select(static low => Search.LogRandInt(low, low * 3)),
        Values.HashSet[1, 5].Select(static values => Search.Choice(Distinct(values))),
        Values.HashSet[1, 5].Select(static values => Search.Ordered(Distinct(values))),
        Values.HashSet[1, 5].Select(static values => Search.Grid(Distinct(values))),
        Values.Select(Search.Constant), Gen.Const(Search.Boolean()),
        Gen.Const(Search.SampleFrom(static (_, _) => 1)));

    [Fact]
    public void A_description_reads_back_as_a_space_with_that_description()
    {
        var (conditions, functions, nested) = (0, 0, 0);

        Gen.Select(Domains.List[1, 6], Gen.Bool.List[6], Gen.Int[0, 3]).Sample((domains, marks, kind) =>
        {
            var space = Space(domains, marks, kind);
            var lines = space.Describe();
            var read = SpaceReader.Read(lines);

            Assert.Equal(lines, read.Space.Describe());
            Assert.Equal(space.Names, read.Space.Names);
            Assert.Equal(space.StructuralNames, read.Space.StructuralNames);
            if (lines.Any(static line => line.Contains(" when switch in [true]", StringComparison.Ordinal)))
            {
                Interlocked.Increment(ref conditions);
            }

            if (!read.WithFunctions.IsEmpty) Interlocked.Increment(ref functions);
            if (kind == 2) Interlocked.Increment(ref nested);
        });

        Assert.True(conditions > 10 && functions > 10 && nested > 10, $"{conditions}, {functions}, {nested}");
    }

    [Fact]
    public void What_was_read_draws_the_same()
    {
        var space = new SearchSpace
        {
            ["lr"] = Search.LogUniform(1e-4, 0.1),
            ["optimizer"] = new SearchSpace
            {
                ["kind"] = Search.Choice("sgd", "adam"),
                ["beta"] = Search.Uniform(0.8, 1).When("kind", "adam"),
            },
            ["hidden"] = Search.RandInt(1, 9).Structural(),
        };
        var read = SpaceReader.Read(space.Describe()).Space;

        Gen.Long.Sample(key => space.Sample(Draws.Random(key)).Equals(read.Sample(Draws.Random(key))));
    }

    [Fact]
    public void Whatever_depends_on_a_function_can_be_left_out()
    {
        var space = new SearchSpace
        {
            ["lr"] = Search.Uniform(0, 1),
            ["function"] = Search.Boolean().When(static config => config["lr"].ToDouble() > 0.5),
            ["drawn"] = Search.SampleFrom(static (_, _) => "a"),
            ["after"] = Search.Uniform(0, 1).When("drawn", "a"),
            ["free"] = Search.Uniform(0, 1),
        };

        var read = SpaceReader.Read(space.Describe());

        Assert.Equal(["function", "drawn", "after"], read.WithFunctions);
        Assert.Equal(["lr", "free"], read.WithoutFunctions.Names);
        Assert.Equal(["lr", "free"], read.Reduce(space.Sample(Draws.Random(1))).Keys);
    }

    [Theory]
    [InlineData("lr")]
    [InlineData("lr: even [0, 1)")]
    [InlineData("lr: uniform [0, 1) of course")]
    [InlineData("lr: uniform [0; 1)")]
    [InlineData("lr: choice [\"a, 2]")]
    [InlineData("lr: choice [1, ]")]
    [InlineData("lr: uniform [1, 0)")]
    public void What_is_no_description_is_refused_with_the_line(string line)
    {
        var e = Assert.Throws<CladeException>(() => SpaceReader.Read([line]));

        Assert.Contains(line[..2], e.Message, StringComparison.Ordinal);
        Assert.Contains("another version of Clade", e.Message, StringComparison.Ordinal);
    }

    private static SearchSpace Space(List<Domain> domains, List<bool> marks, int kind)
    {
        var space = new SearchSpace { ["switch"] = Search.Boolean() };
        var inner = new SearchSpace();
        for (var i = 0; i < domains.Count; i++)
        {
            var domain = marks[i] ? domains[i].Structural() : domains[i];
            domain = kind switch
            {
                1 => domain.When("switch", true),
                3 when i > 0 => domain.When(static config => config.ContainsKey("switch")),
                _ => domain,
            };
            if (kind == 2 && i > 0) inner[$"p{i}"] = domain;
            else space[$"p{i}:"] = domain;
        }

        if (kind == 2 && domains.Count > 1) space["inner"] = inner;
        return space;
    }

    // A list may not hold 1 and 1.0.
    private static IEnumerable<HyperparameterValue> Distinct(HashSet<HyperparameterValue> values) =>
        values.GroupBy(static value => value.IsNumber ? $"{value.ToDouble():R}" : $"{value.Kind} {value}")
            .Select(static group => group.First());
}
