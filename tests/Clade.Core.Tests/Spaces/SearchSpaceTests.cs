using CsCheck;

namespace Clade.Core.Tests;

public sealed class SearchSpaceTests
{
    private static readonly SearchSpace Conditional = new()
    {
        ["optimizer"] = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam"),
            ["momentum"] = Search.Uniform(0, 1).When("kind", "sgd"),
            ["adam"] = new SearchSpace
            {
                ["beta1"] = Search.Uniform(0.8, 1),
                ["amsgrad"] = Search.Boolean(),
                ["epsilon"] = Search.LogUniform(1e-9, 1e-6).When("amsgrad", true),
            }.When("kind", "adam"),
        },
        ["layers"] = Search.RandInt(1, 4).Structural(),
        ["width2"] = Search.Choice(16, 32).Structural().When(static config => config["layers"].ToInt64() >= 2),
        ["warmup"] = Search.SampleFrom(static (before, random) =>
            before["layers"].ToInt64() * 100 + random.NextIndex(10)),
    };

    [Fact]
    public void Nested_spaces_are_flattened_to_dotted_names() => Assert.Equal(
        [
            "optimizer.kind", "optimizer.momentum", "optimizer.adam.beta1", "optimizer.adam.amsgrad",
            "optimizer.adam.epsilon", "layers", "width2", "warmup",
        ],
        Conditional.Names);

    [Fact]
    public void A_description_is_one_stable_line_for_each_hyperparameter() => Assert.Equal(
        [
            """optimizer.kind: choice ["sgd", "adam"]""",
            """optimizer.momentum: uniform [0, 1) when optimizer.kind in ["sgd"]""",
            """optimizer.adam.beta1: uniform [0.8, 1) when optimizer.kind in ["adam"]""",
            """optimizer.adam.amsgrad: boolean when optimizer.kind in ["adam"]""",
            "optimizer.adam.epsilon: loguniform [1E-09, 1E-06) when optimizer.kind in [\"adam\"] and " +
                "optimizer.adam.amsgrad in [true]",
            "layers: randint [1, 4) structural",
            "width2: choice [16, 32] structural when function",
            "warmup: function",
        ],
        Conditional.Describe());

    [Fact]
    public void Descriptions_tell_a_float_from_an_integer_and_a_text() => Assert.Equal(
        [
            "a: grid [2, 2.5, \"2\"]", "b: constant 3.0", "c: ordered [true]", "d: normal (0, 1) by 0.5",
            """e: choice ["q\""]""",
        ],
        new SearchSpace
        {
            ["a"] = Search.Grid(2, 2.5, "2"),
            ["b"] = Search.Constant(3.0),
            ["c"] = Search.Ordered(true),
            ["d"] = Search.Normal(0, 1, 0.5),
            ["e"] = Search.Choice("q\""),
        }.Describe());

    [Fact]
    public void A_conditional_hyperparameter_exists_exactly_when_its_condition_holds()
    {
        int withEpsilon = 0, withWidth = 0;
        for (var i = 0; i < 1000; i++)
        {
            var config = Conditional.Sample(Draws.Random(i));
            var isAdam = config["optimizer.kind"] == "adam";
            Assert.Equal(!isAdam, config.ContainsKey("optimizer.momentum"));
            Assert.Equal(isAdam, config.ContainsKey("optimizer.adam.beta1"));
            Assert.Equal(
                isAdam && config["optimizer.adam.amsgrad"].ToBoolean(), config.ContainsKey("optimizer.adam.epsilon"));
            Assert.Equal(config["layers"].ToInt64() >= 2, config.ContainsKey("width2"));
            Assert.InRange(config["warmup"].ToInt64() - (config["layers"].ToInt64() * 100), 0, 9);
            Assert.Empty(Conditional.Mistakes(config));
            withEpsilon += config.ContainsKey("optimizer.adam.epsilon") ? 1 : 0;
            withWidth += config.ContainsKey("width2") ? 1 : 0;
        }

        Assert.InRange(withEpsilon, 200, 300);
        Assert.InRange(withWidth, 600, 730);
    }

    [Fact]
    public void What_a_hyperparameter_draws_does_not_depend_on_the_others()
    {
        var alone = new SearchSpace { ["lr"] = Search.Uniform(0, 1) };
        var among = new SearchSpace
        {
            ["first"] = Search.Normal(0, 1),
            ["lr"] = Search.Uniform(0, 1),
            ["last"] = Search.RandInt(0, 9),
        };
        Gen.Long.Sample(key => alone.Sample(Draws.Random(key))["lr"] == among.Sample(Draws.Random(key))["lr"]);
        Assert.True(Draws.Numbers(Search.Uniform(0, 1)).Distinct().Count() > 990);
    }

    [Fact]
    public void A_nested_space_draws_what_a_flattened_one_draws()
    {
        var nested = new SearchSpace { ["a"] = new SearchSpace { ["b"] = Search.Uniform(0, 1) } };
        var record = SearchSpace.For<Outer>();
        Gen.Long.Sample(key =>
            Assert.Equal(nested.Sample(Draws.Random(key)), record.Sample(Draws.Random(key))));
        Assert.Equal(["a.b"], record.Names);
    }

    [Fact]
    public void Every_mistake_of_a_space_is_reported_at_once()
    {
        var space = new SearchSpace
        {
            ["empty"] = Search.Uniform(0.1, 0.001),
            ["nan"] = Search.Uniform(double.NaN, 1),
            ["log"] = Search.LogUniform(0, 1),
            ["step"] = Search.Uniform(3.2, 5.5, quantum: 0.2),
            ["backwards"] = Search.Uniform(0, 1, quantum: -1),
            ["none"] = Search.Choice(),
            ["twice"] = Search.Choice("a", 1, 1.0),
            ["flat"] = Search.Normal(0, 0),
            ["int"] = Search.RandInt(5, 5),
            ["logint"] = Search.LogRandInt(0, 5),
            ["stepint"] = Search.RandInt(-22, 12, quantum: 3),
            ["orphan"] = Search.Boolean().When("later", 1),
            ["later"] = Search.Choice(1, 2),
            ["never"] = Search.Boolean().When("later", 3),
            ["nested"] = new SearchSpace { ["inner"] = Search.Grid() },
            [""] = Search.Boolean(),
            ["a.b"] = Search.Boolean(),
            ["a b"] = Search.Boolean(),
        };
        space["later"] = Search.Boolean();

        var exception = Assert.Throws<SearchSpaceException>(space.Validate);
        Assert.StartsWith("The search space has 18 mistakes:\n- Hyperparameter 'empty': ", exception.Message);
        Assert.Equal(ExpectedMistakes, exception.Mistakes);
    }

    private static readonly string[] ExpectedMistakes =
    [
        "Hyperparameter 'empty': uniform [0.1, 0.001) is empty, because low must be below high. Swap or widen the " +
            "bounds.",
        "Hyperparameter 'nan': uniform [NaN, 1) has a bound that is no finite number. Give two finite numbers.",
        "Hyperparameter 'log': loguniform [0, 1) cannot have a log scale, because only positive numbers have " +
            "logarithms. Raise low above 0 (1e-6, say), or use Uniform.",
        "Hyperparameter 'step': uniform [3.2, 5.5] by 0.2 has the bound 5.5, which is no multiple of the quantum, " +
            "and a quantised range includes both its bounds. Use 5.4 or 5.6.",
        "Hyperparameter 'backwards': the quantum -1 is no step, because values are its multiples. Give a finite " +
            "number above 0, or leave the quantum out.",
        "Hyperparameter 'none': the choice has no values, so there is nothing to choose. Give at least one.",
        "Hyperparameter 'twice': the choice holds 1.0 twice, which would make it likelier and its index ambiguous. " +
            "Remove one.",
        "Hyperparameter 'flat': normal (0, 0) is no distribution, because the mean must be finite and the standard " +
            "deviation above 0. Give such numbers, or a Constant.",
        "Hyperparameter 'int': randint [5, 5) is empty, because low must be below high. Swap or widen the bounds.",
        "Hyperparameter 'logint': lograndint [0, 5) cannot have a log scale, because only positive numbers have " +
            "logarithms. Raise low to 1 or more, or use RandInt.",
        "Hyperparameter 'stepint': randint [-22, 12] by 3 has the bound -22, which is no multiple of the quantum, " +
            "and a quantised range includes both its bounds. Use -24 or -21.",
        "Hyperparameter 'orphan': its condition names 'later', which is not declared before it. Declared before: " +
            "empty, nan, log, step, backwards, none, twice, flat, int, logint, stepint. Correct the name, or declare " +
            "'later' earlier.",
        "Hyperparameter 'never': its condition waits for later = 3, which is none of 1, 2, so it would never hold. " +
            "Use a value that can occur.",
        "Hyperparameter 'nested.inner': the grid has no values, so there is nothing to choose. Give at least one.",
        "Hyperparameter '': a name can't be empty, because configurations are read by name. Give it one.",
        "Hyperparameter 'a.b': a name can't contain a dot, because dots join the names of nested spaces. Use a " +
            "nested SearchSpace, or an underscore.",
        "Hyperparameter 'a b': a name can't contain white space or control characters, because it also names " +
            "command-line arguments and columns. Use an underscore.",
        "Hyperparameter 'later': it is declared twice, and only one domain can hold. Remove one, or rename it.",
    ];

    [Fact]
    public void A_space_in_use_can_not_be_changed()
    {
        var space = new SearchSpace { ["lr"] = Search.Uniform(0, 1) };
        Assert.Equal(["lr"], space.Names);
        var refusal = Assert.Throws<InvalidOperationException>(() => space["more"] = Search.Boolean());
        Assert.Contains("'more' can't be declared, because the search space is in use already", refusal.Message);
        Assert.Throws<KeyNotFoundException>(() => space["more"]);

        var nested = new SearchSpace { ["lr"] = Search.Uniform(0, 1) };
        _ = new SearchSpace { ["nested"] = nested };
        Assert.Throws<InvalidOperationException>(() => nested["more"] = Search.Boolean());
    }

    [Fact]
    public void Mistakes_of_a_configuration_name_what_is_missing_unknown_outside_or_turned_off()
    {
        var good = Configuration.Of(
            ("optimizer.kind", "sgd"), ("optimizer.momentum", 0.5), ("layers", 1), ("warmup", 105));
        Assert.Empty(Conditional.Mistakes(good));

        var mistakes = Conditional.Mistakes(
            good.Without("warmup").With("lr", 1).With("layers", 4).With("optimizer.momentum", "x")
                .With("optimizer.adam.beta1", 0.9));
        Assert.Equal(
            [
                "'lr' is no hyperparameter of this search space. It has: optimizer.kind, optimizer.momentum, " +
                    "optimizer.adam.beta1, optimizer.adam.amsgrad, optimizer.adam.epsilon, layers, width2, warmup. " +
                    "Correct the name.",
                "Hyperparameter 'optimizer.momentum': \"x\" is a text, where a float is wanted. Use a value of " +
                    "uniform [0, 1), or widen it.",
                "Hyperparameter 'optimizer.adam.beta1': 0.9 is given, but it exists only when optimizer.kind in " +
                    "[\"adam\"]. Leave it out, or change what it depends on.",
                "Hyperparameter 'layers': 4 is outside [1, 4). Use a value of randint [1, 4), or widen it.",
                "Hyperparameter 'warmup' is missing. Give it a value of function.",
            ],
            mistakes);
        Assert.Equal(
            ["Hyperparameter 'width2' is missing. Give it a value of choice [16, 32]."],
            Conditional.Mistakes(good.With("layers", 2)));
        Assert.StartsWith(
            "Hyperparameter 'layers': 1.0 is a float, where an integer is wanted.",
            Assert.Single(Conditional.Mistakes(good.With("layers", 1.0))));
    }

    [Fact]
    public void Completing_keeps_what_is_given_and_draws_the_rest_as_sampling_does()
    {
        var given = Configuration.Of(("layers", 3), ("optimizer.kind", "sgd"), ("optimizer.momentum", 0));
        var completed = Conditional.Complete(given, Draws.Random(3));
        Assert.Equal(3, completed["layers"]);
        Assert.Equal(0.0, completed["optimizer.momentum"]);
        Assert.Empty(Conditional.Mistakes(completed));
        Assert.InRange(completed["warmup"].ToInt64(), 300, 309);

        var seen = 0;
        Gen.Long.Sample(key =>
        {
            var drawn = Conditional.Sample(Draws.Random(key));
            if (drawn["layers"] == 3) Interlocked.Increment(ref seen);
            var again = Conditional.Complete(Configuration.Of(("layers", drawn["layers"])), Draws.Random(key));
            Assert.Equal(drawn, again);
        });
        Assert.True(seen > 10);
    }

    [Fact]
    public void Given_values_that_do_not_fit_are_all_refused_by_name()
    {
        var refusal = Assert.Throws<SearchSpaceException>(() => Conditional.Complete(
            Configuration.Of(("layers", 9), ("optimizer.momentum", 0.5), ("typo", 1)), Draws.Random(1)));
        Assert.Equal(3, refusal.Mistakes.Count);
        Assert.StartsWith("The given configuration has 3 mistakes:\n- 'typo' is no hyperparameter", refusal.Message);
        Assert.Contains(
            "Hyperparameter 'optimizer.momentum': 0.5 is given, but it exists only when optimizer.kind in [\"sgd\"]. " +
            "Give such a value too, or leave 'optimizer.momentum' out.", refusal.Mistakes);

        var turnedOff = Assert.Throws<SearchSpaceException>(() => Conditional.Complete(
            Configuration.Of(("layers", 1), ("width2", 16)), Draws.Random(1)));
        Assert.Contains("'width2': 16 is given, but it exists only when function", turnedOff.Message);
    }

    [Fact]
    public void A_selection_keeps_domains_marks_and_inner_conditions()
    {
        Assert.Equal(
            Conditional.Describe().Where(static line => line.StartsWith("optimizer", StringComparison.Ordinal)),
            Conditional.Only("optimizer").Describe());
        Assert.Equal(
            ["optimizer.momentum: uniform [0, 1)", "layers: randint [1, 4) structural"],
            Conditional.Only("layers", "optimizer.momentum").Describe());
        Conditional.Only("layers", "optimizer.momentum").Validate();
        var refusal = Assert.Throws<SearchSpaceException>(() => Conditional.Only("lrr"));
        Assert.StartsWith("'lrr' is no hyperparameter", refusal.Message);
    }

    [Fact]
    public void A_name_in_a_condition_means_the_nearest_one_outwards()
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("x", "y"),
            ["group"] = new SearchSpace
            {
                ["outer"] = Search.Boolean().When("kind", "x"),
                ["kind"] = Search.Choice(1, 2),
                ["inner"] = Search.Boolean().When("kind", 1),
            },
            ["dotted"] = Search.Boolean().When("group.kind", 2),
        };
        Assert.Equal(
            [
                """kind: choice ["x", "y"]""",
                """group.outer: boolean when kind in ["x"]""",
                "group.kind: choice [1, 2]",
                "group.inner: boolean when group.kind in [1]", "dotted: boolean when group.kind in [2]",
            ],
            space.Describe());
    }

    [Fact]
    public void A_function_that_throws_is_named()
    {
        var space = new SearchSpace
        {
            ["a"] = Search.SampleFrom(static (before, _) => before["missing"]),
        };
        var refusal = Assert.Throws<SearchSpaceException>(() => space.Sample(Draws.Random(0)));
        Assert.StartsWith(
            "Hyperparameter 'a': its function threw KeyNotFoundException: There is no hyperparameter 'missing'",
            refusal.Message);

        var conditional = new SearchSpace
        {
            ["b"] = Search.Boolean().When(static _ => throw new FormatException("no")),
        };
        Assert.StartsWith(
            "Hyperparameter 'b': its condition threw FormatException: no",
            Assert.Throws<SearchSpaceException>(() => conditional.Sample(Draws.Random(0))).Message);
    }

    [Fact]
    public void Minus_zero_is_zero() =>
        Assert.Equal(HyperparameterValue.FromDouble(0.0), HyperparameterValue.FromDouble(-0.0));

    private sealed record Inner([Uniform(0, 1)] double b);

    private sealed record Outer(Inner a);
}
