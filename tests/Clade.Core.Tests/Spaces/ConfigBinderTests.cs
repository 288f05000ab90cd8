using System.Text.Json;
using Clade.Spaces;
using CsCheck;

namespace Clade.Core.Tests;

public sealed class ConfigBinderTests
{
    [Fact]
    public void A_record_describes_its_space() => Assert.Equal(
        [
            "Lr: uniform [0.001, 0.1)",
            "Single: loguniform [0.001, 0.1) float32",
            "Noise: normal (0, 1) by 0.5",
            "Hidden: randint [32, 512] by 32 structural",
            "Buffer: lograndint [1, 1000000000000)",
            "Batch: ordered [16, 32, 64]",
            "Optimizer: choice [\"Sgd\", \"Adam\"]",
            "Nesterov: boolean",
            "Activation: choice [\"relu\", \"tanh\"]",
            "Epochs: constant 10",
            "Decay: grid [0.0, 0.1]",
            "Adam.Beta: uniform [0.8, 1) when Optimizer in [\"Adam\"]",
            "Adam.Amsgrad: boolean when Optimizer in [\"Adam\"]",
            "Momentum: uniform [0, 1) when Optimizer in [\"Sgd\"]",
            "Warmup: function",
        ],
        SearchSpace.For<Full>().Describe());

    [Fact]
    public void Binding_and_unbinding_are_exact_inverses()
    {
        int adams = 0, sgds = 0;
        var space = SearchSpace.For<Full>();
        Gen.Long.Sample(key =>
        {
            var config = space.Sample(Draws.Random(key));
            Assert.Empty(space.Mistakes(config));
            var record = config.To<Full>();
            Assert.Equal(config, Configuration.From(record));
            Assert.Equal(record, Configuration.From(record).To<Full>());
            Assert.Equal(config.ContainsKey("Adam.Beta"), record.Adam is not null);
            Assert.Equal(config.Find("Momentum") is { } m ? m.ToDouble() : default(double?), record.Momentum);

            var json = JsonSerializer.Serialize(config);
            Assert.Equal(config, JsonSerializer.Deserialize<Configuration>(json));
            Interlocked.Increment(ref record.Adam is null ? ref sgds : ref adams);
        });
        Assert.True(adams > 10 && sgds > 10, $"The generator is too tame: {adams} and {sgds}.");
    }

    [Fact]
    public void Values_arrive_as_they_are_declared()
    {
        var config = SearchSpace.For<Full>().Complete(
            Configuration.Of(
                ("Lr", 0.01), ("Single", 0.05), ("Hidden", 64), ("Optimizer", "Adam"), ("Batch", 32), ("Decay", 0)),
            Draws.Random(1));
        var record = config.To<Full>();
        Assert.Equal((0.01, 0.05f, 64, Optimizer.Adam, 32, 0.0, 10), (
            record.Lr, record.Single, record.Hidden, record.Optimizer, record.Batch, record.Decay, record.Epochs));
        Assert.Equal(record.Hidden * 2, record.Warmup);
        Assert.Null(record.Momentum);
        Assert.InRange(record.Adam!.Beta, 0.8, 1);
    }

    [Fact]
    public void Floats_of_32_bits_stay_in_range_and_are_written_as_people_write_them()
    {
        var space = SearchSpace.For<Singles>();
        var near = 0;
        for (var i = 0; i < 2000; i++)
        {
            var config = space.Sample(Draws.Random(i));
            var record = config.To<Singles>();
            Assert.True(record.Narrow is >= 0.1f and < 0.1000001f && config["Narrow"].ToDouble() < 0.1000001);
            Assert.Equal(config, Configuration.From(record));
            if (record.Narrow == 0.1f) near++;
        }

        Assert.True(near > 50);
        Assert.Equal("0.1", Configuration.From(new Singles(0.1f, 0.3f))["Narrow"].ToString());
        Assert.Equal([0.1, 0.3], ((ListDomain)space["Listed"]).Options.Select(static option => option.ToDouble()));
        // What a user gives with more digits is rounded before it is sent, or it would seem to have changed on the way.
        var given = space.Complete(Configuration.Of(("Narrow", 0.10000002999)), Draws.Random(0));
        Assert.Equal(given, Configuration.From(given.To<Singles>()));
    }

    [Fact]
    public void Single_precision_reads_back_exactly() => Gen.Float.Where(float.IsFinite).Sample(value =>
        (float)SinglePrecision.Write(value) == value
        && SinglePrecision.Write((float)SinglePrecision.Write(value)) == SinglePrecision.Write(value));

    [Fact]
    public void Properties_serve_as_well_as_parameters()
    {
        var config = Configuration.Of(("Lr", 0.5), ("Deep", true));
        Assert.Equal(["Lr: uniform [0, 1)", "Deep: boolean"], SearchSpace.For<WithProperties>().Describe());
        Assert.Equal(new WithProperties { Lr = 0.5, Deep = true }, config.To<WithProperties>());
        Assert.Equal(config, Configuration.From(config.To<WithProperties>()));
        Assert.Equal(["A: uniform [0, 1)", "B: uniform [0, 2)"], SearchSpace.For<Mixed>().Describe());
        Assert.Equal(new Mixed(0.5) { B = 1 }, Configuration.Of(("A", 0.5), ("B", 1.0)).To<Mixed>());
        Assert.Equal(new Structure(0.5), Configuration.Of(("A", 0.5)).To<Structure>());
    }

    [Fact]
    public void Attributes_that_do_not_fit_are_all_reported_by_type_and_parameter()
    {
        var exception = Assert.Throws<SearchSpaceException>(SearchSpace.For<Wrong>);
        Assert.StartsWith("The search space Wrong has 21 mistakes:\n- Wrong.Text: ", exception.Message);
        Assert.Equal(WrongMistakes, exception.Mistakes);
        // The second time it is no TypeInitializationException.
        Assert.Equal(exception.Message, Assert.Throws<SearchSpaceException>(SearchSpace.For<Wrong>).Message);
    }

    private static readonly string[] WrongMistakes =
    [
        "Wrong.Text: [Uniform(0, 1)] gives floats, but the parameter is a string. Make it a double, or use " +
            "[Choice(\"a\", \"b\")] or the like.",
        "Wrong.Whole: [LogUniform(1, 9)] gives floats, but the parameter is an int. Make it a double, or use " +
            "[RandInt(1, 10)] or the like.",
        "Wrong.Real: [RandInt(1, 9)] gives integers, but the parameter is a double. Make it an int, or use " +
            "[Uniform(0, 1)] or the like.",
        "Wrong.Flag: [Boolean] gives booleans, but the parameter is an int. Make it a bool, or use [RandInt(1, 10)] " +
            "or the like.",
        "Wrong.Large: [RandInt(0, 5000000000)] goes beyond what an int holds (-2147483648 to 2147483647). Make the " +
            "parameter a long, or narrow the range.",
        "Wrong.Both: it has [Uniform(0, 1)] and [Normal(0, 1)], and only one can hold. Remove the others.",
        "Wrong.Date: DateTime can't be a hyperparameter, because its values can't be drawn, written down and read " +
            "back. Use double, float, int, long, bool, string, an enumeration, or a nested record.",
        "Wrong.List: List<int> can't be a hyperparameter, because its values can't be drawn, written down and read " +
            "back. Use double, float, int, long, bool, string, an enumeration, or a nested record.",
        "Wrong.Fraction: [Choice(1, 2.5)] holds 2.5, which an int can't hold. Use values of the parameter's type, or " +
            "change the type.",
        "Wrong.Optimizer: [Choice(\"Adam\", \"Adan\")] holds \"Adan\", which an Optimizer can't hold. Use values of " +
            "the parameter's type, or change the type.",
        "Wrong.Computed: [SampleFrom(\"Missing\")] finds no fitting method, because Wrong has no 'static double " +
            "Missing(Configuration before, KeyedRandom random)'. Add it, or correct the name.",
        "Wrong.NotNull: it is conditional, so it can be absent, but double can't be null. Make it a 'double?'.",
        "Wrong.Marked: [Choice(1)] gives one value, but Nested is a nested record. Put attributes on its own " +
            "parameters, or use double, float, int, long, bool, string, an enumeration, or a nested record.",
        "Nested.Low: it has no attribute, so it is unknown what it may be. Add [Uniform(0, 1)] or the like.",
        "Wrong.Self: Wrong contains itself, so the search space would be endless. Break the circle.",
        "TwoWays: it has 2 public constructors, so it is unclear whose parameters are the hyperparameters. Keep one; " +
            "a positional record has one.",
        "Wrong.Bare: it has no attribute, so it is unknown what it may be. Add [RandInt(1, 10)] or the like. To keep " +
            "its default, add [Constant(3)].",
        "Wrong.Backwards: uniform [1, 0) is empty, because low must be below high. Swap or widen the bounds.",
        "Wrong.Zero: the quantum 0 is no step, because values are its multiples. Give a finite number above 0, or " +
            "leave the quantum out.",
        "Wrong.Beyond: uniform [0, 1E+300) float32 holds no 32-bit float. Widen the bounds, or make the parameter a " +
            "double.",
        "Wrong.Orphan: its condition names 'Nobody', which is not declared before it. Declared before: Text, Whole, " +
            "Real, Flag, Large, Both, Fraction, Optimizer, Computed, NotNull, Nested.Low, Backwards, Zero, " +
            "Beyond. Correct the name, or declare 'Nobody' earlier.",
    ];

    [Fact]
    public void A_type_without_parameters_is_refused() => Assert.Equal(
        "Empty: it has no parameters, so there is nothing to choose. Use a positional record, as in 'record " +
        "MyConfig([Uniform(0, 1)] double Lr)'.",
        Assert.Throws<SearchSpaceException>(SearchSpace.For<Empty>).Message);

    [Fact]
    public void A_configuration_of_another_shape_is_refused_by_name()
    {
        var refusal = Assert.Throws<SearchSpaceException>(() =>
            Configuration.Of(("A", 1), ("C", 2)).To<Structure>());
        Assert.Equal(
            [
                "Structure.A: 1 can't be a double. Give it such a value.",
                "'C' is no hyperparameter of this search space. It has: A. Correct the name.",
            ],
            refusal.Mistakes);
        Assert.Equal(
            "Structure.A: the configuration has no 'A', and double can't be null. Give it a value.",
            Assert.Throws<SearchSpaceException>(() => Configuration.Empty.To<Structure>()).Message);
    }

    [Fact]
    public void Values_that_can_not_be_written_down_are_refused()
    {
        Assert.StartsWith(
            "Structure.A: NaN can't be a hyperparameter",
            Assert.Throws<SearchSpaceException>(() => Configuration.From(new Structure(double.NaN))).Message);
        Assert.StartsWith(
            "OneEnum.Optimizer: 7 can't be a hyperparameter",
            Assert.Throws<SearchSpaceException>(() => Configuration.From(new OneEnum((Optimizer)7))).Message);
    }

    [Fact]
    public void A_nested_record_that_is_on_is_there_though_all_of_it_is_off()
    {
        var config = Configuration.Of(("Kind", "a"), ("Inner.Sub", "x"));
        Assert.Equal(new Conditional("a", new Shell("x", null)), config.To<Conditional>());
        Assert.Equal(new Conditional("b", null), Configuration.Of(("Kind", "b")).To<Conditional>());
        Assert.Contains(
            "'Inner.Sub' is given, though the record that holds it is turned off",
            Assert.Throws<SearchSpaceException>(() =>
                Configuration.Of(("Kind", "b"), ("Inner.Sub", "x")).To<Conditional>()).Message);
    }

    internal enum Optimizer
    {
        Sgd,
        Adam,
    }

    private sealed record Full(
        [Uniform(0.001, 0.1)] double Lr,
        [LogUniform(0.001, 0.1)] float Single,
        [Normal(0, 1, Quantum = 0.5)] double Noise,
        [RandInt(32, 512, Quantum = 32), Structural] int Hidden,
        [LogRandInt(1, 1_000_000_000_000)] long Buffer,
        [Ordered(16, 32, 64)] int Batch,
        Optimizer Optimizer,
        bool Nesterov,
        [Choice("relu", "tanh")] string Activation,
        [Constant(10)] int Epochs,
        [Grid(0, 0.1)] double Decay,
        [When(nameof(Full.Optimizer), Optimizer.Adam)] AdamOptions? Adam,
        [Uniform(0, 1), When(nameof(Full.Optimizer), Optimizer.Sgd)] double? Momentum,
        [SampleFrom(nameof(Full.Double))] int Warmup)
    {
        private static int Double(Configuration before, KeyedRandom random) =>
            (int)before[nameof(Hidden)].ToInt64() * 2;
    }

    private sealed record AdamOptions([Uniform(0.8, 1)] double Beta, [Boolean] bool Amsgrad);

    private sealed record Singles([Uniform(0.1, 0.1000001)] float Narrow, [Grid(0.1f, 0.3)] float Listed);

    private sealed record WithProperties
    {
        [Uniform(0, 1)]
        public double Lr { get; init; }

        public bool Deep { get; init; }

        public double Half => Lr / 2;
    }

    private sealed record Mixed([Uniform(0, 1)] double A)
    {
        [Uniform(0, 2)]
        public double B { get; init; }

        public string Note { get; init; } = "";
    }

    private readonly record struct Structure([Uniform(0, 1)] double A);

    private sealed record OneEnum(Optimizer Optimizer);

    private sealed record Empty;

    private sealed record Shell([Choice("x", "y")] string Sub, [Uniform(0, 1), When(nameof(Shell.Sub), "y")] double? V);

    private sealed record Conditional(
        [Choice("a", "b")] string Kind, [When(nameof(Conditional.Kind), "a")] Shell? Inner);

    private sealed record Nested(double Low);

    private sealed record TwoWays([Uniform(0, 1)] double A)
    {
        public TwoWays()
            : this(0)
        {
        }
    }

    private sealed record Wrong(
        [Uniform(0, 1)] string Text,
        [LogUniform(1, 9)] int Whole,
        [RandInt(1, 9)] double Real,
        [Boolean] int Flag,
        [RandInt(0, 5_000_000_000)] int Large,
        [Uniform(0, 1), Normal(0, 1)] double Both,
        DateTime Date,
        List<int> List,
        [Choice(1, 2.5)] int Fraction,
        [Choice("Adam", "Adan")] Optimizer Optimizer,
        [SampleFrom("Missing")] double Computed,
        [Uniform(0, 1), When(nameof(Wrong.Fraction), 0)] double NotNull,
        [Choice(1)] Nested Marked,
        Nested Nested,
        Wrong? Self,
        TwoWays Ways,
        [Uniform(1, 0)] double Backwards,
        [Uniform(0, 1, Quantum = 0)] double Zero,
        [Uniform(0, 1e300)] float Beyond,
        [Boolean, When("Nobody", 1)] bool? Orphan,
        int Bare = 3);
}
