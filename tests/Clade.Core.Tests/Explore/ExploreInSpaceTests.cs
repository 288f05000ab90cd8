using Clade.Schedulers;
using CsCheck;

namespace Clade.Core.Tests;

/// <summary>Exploring as a whole: the result lies in the space, whatever the space and the mutations.</summary>
public sealed class ExploreInSpaceTests
{
    private static readonly SearchSpace Everything = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1e-1),
        ["momentum"] = Search.Uniform(0, 1),
        ["shift"] = Search.Uniform(-1, 1, quantum: 0.1),
        ["noise"] = Search.Normal(0, 1),
        ["small"] = Search.RandInt(1, 5),
        ["buffer"] = Search.LogRandInt(1, 100_000),
        ["step"] = Search.RandInt(-21, 12, quantum: 3),
        ["batch"] = Search.Ordered(16, 32, 64),
        ["flag"] = Search.Boolean(),
        ["seed"] = Search.Grid(1, 2, 3),
        ["fixed"] = Search.Constant("c"),
        ["hidden"] = Search.RandInt(32, 512).Structural(),
        ["dropout"] = Search.Uniform(0, 0.5).Structural().When(static config => config["hidden"].ToInt64() > 256),
        ["optimizer"] = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam"),
            ["beta"] = Search.Uniform(0.8, 1).When("kind", "adam"),
        },
        ["twice"] = Search.SampleFrom(static (before, _) => before["small"].ToInt64() * 2),
    };

    [Fact]
    public void Ten_thousand_perturbations_stay_inside_the_space_and_keep_their_kind()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var config = Everything.Sample(Draws.Random(0));
        for (var i = 0; i < 10_000; i++)
        {
            // Along a chain values reach every bound; now and then it starts anew.
            if (i % 100 == 0) config = Everything.Sample(Draws.Random(i));
            var result = Run(config, Everything, null, resample: 0.05, key: i);
            Assert.Empty(Everything.Mistakes(result.Config));
            Assert.Empty(result.Warnings);
            AssertChangesTell(config, result);
            Assert.All(["hidden", "dropout", "seed", "fixed"], name =>
                Assert.Equal(config.Find(name), result.Config.Find(name)));
            Assert.Equal(result.Config["small"].ToInt64() * 2, result.Config["twice"].ToInt64());
            seen.UnionWith(result.Changes.Select(static change => change.Operation));
            config = result.Config;
        }

        Assert.Superset(
            new HashSet<string>
            {
                "×1.2", "×0.8", "×1.2, clipped", "×0.8, clipped", "+10% of range", "−10% of range",
                "+10% of range, clipped", "resample", "step left", "step right", "stay", "flip", "inherited",
                "turned on", "turned off",
            },
            seen);
    }

    [Fact]
    public void What_one_hyperparameter_does_does_not_depend_on_the_others()
    {
        var alone = Everything.Only("buffer");
        var same = 0;
        Gen.Long.Sample(key =>
        {
            var donor = Everything.Sample(Draws.Random(key));
            var one = Run(Configuration.Of(("buffer", donor["buffer"])), alone, null, 0.25, key).Config["buffer"];
            if (one == Run(donor, Everything, null, 0.25, key).Config["buffer"]) Interlocked.Increment(ref same);
            else Assert.Fail("Another hyperparameter moved the stream.");
        });
        Assert.True(same > 50);
    }

    [Fact]
    public void Only_what_mutates_changes()
    {
        var mutations = Everything.Only("lr", "optimizer.kind");
        var changed = 0;
        Gen.Long.Sample(key =>
        {
            var donor = Everything.Sample(Draws.Random(key));
            var result = Run(donor, Everything, mutations, 0.25, key);
            Assert.Empty(Everything.Mistakes(result.Config));
            // The child of what mutates follows its condition.
            var others = donor.Keys.Where(static name => name is not ("lr" or "optimizer.kind" or "optimizer.beta"));
            Assert.All(others, name => Assert.Equal(donor[name], result.Config[name]));
            if (donor["optimizer.kind"] != result.Config["optimizer.kind"]) Interlocked.Increment(ref changed);
        });
        Assert.True(changed > 10);
    }

    [Fact]
    public void A_child_is_dropped_when_turned_off_and_drawn_when_turned_on()
    {
        var space = Everything.Only("optimizer");
        var on = Configuration.Of(("optimizer.kind", "adam"), ("optimizer.beta", 0.9));
        var off = Configuration.Of(("optimizer.kind", "sgd"));
        var toSgd = Enumerable.Range(0, 50).Select(i => Run(on, space, null, 0, i))
            .First(static r => r.Config["optimizer.kind"] == "sgd");
        Assert.Equal(off, toSgd.Config);
        Assert.Equal(
            new HyperparameterChange("optimizer.beta", 0.9, null, "turned off"), toSgd.Changes[1]);

        var betas = Enumerable.Range(0, 200).Select(i => Run(off, space, null, 0, i))
            .Where(static r => r.Config["optimizer.kind"] == "adam").ToList();
        Assert.All(betas, static r => Assert.Equal(
            new HyperparameterChange("optimizer.beta", null, r.Config["optimizer.beta"], "turned on"), r.Changes[1]));
        Assert.InRange(betas.Select(static r => r.Config["optimizer.beta"].ToDouble()).Average(), 0.87, 0.93);
    }

    [Fact]
    public void A_result_is_clipped_to_the_mutation_and_to_the_space()
    {
        var space = new SearchSpace { ["x"] = Search.Uniform(0, 10), ["n"] = Search.RandInt(0, 10) };
        var mutations = new SearchSpace { ["x"] = Search.Uniform(4, 20), ["n"] = Search.RandInt(2, 100) };
        var donor = Configuration.Of(("x", 9.0), ("n", 2));
        var results = Enumerable.Range(0, 200).Select(i => Run(donor, space, mutations, 0.5, i)).ToList();
        Assert.All(results, r => Assert.Empty(space.Mistakes(r.Config)));
        Assert.All(results, static r => Assert.InRange(r.Config["x"].ToDouble(), 4, 10));
        Assert.All(results, static r => Assert.InRange(r.Config["n"].ToInt64(), 2, 9));
        Assert.Superset(
            new HashSet<string> { "×1.2, clipped", "×0.8", "resample", "resample, clipped" },
            results.Select(static r => r.Changes[0].Operation).ToHashSet());

        // A mutation without bounds has the space's.
        var unbounded = new SearchSpace { ["x"] = Search.Normal(100, 1) };
        Assert.All(Enumerable.Range(0, 50), i =>
            Assert.InRange(Run(donor, space, unbounded, 0.5, i).Config["x"].ToDouble(), 7, 10));
    }

    [Fact]
    public void Structural_children_of_a_changing_parent_keep_the_donors_configuration_with_a_warning()
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("a", "b"),
            ["width"] = Search.RandInt(1, 9).Structural().When("kind", "a"),
        };
        Assert.Equal(
            ["Hyperparameter 'width' is structural, but exploring could turn it off or on by changing 'kind', and " +
                "the donor's weights would not fit. Mark 'kind' as structural too."],
            MutationCheck.Mistakes(space, null));
        Assert.Empty(MutationCheck.Mistakes(space, new SearchSpace()));

        var donor = Configuration.Of(("kind", "a"), ("width", 3));
        var results = Enumerable.Range(0, 50).Select(i => Run(donor, space, null, 0, i)).ToList();
        Assert.All(results, r => Assert.Equal(donor, r.Config));
        Assert.InRange(results.Count(static r => r.Warnings.Length > 0), 10, 40);
        Assert.StartsWith(
            "Hyperparameter 'width' is structural, and exploring would have turned it off",
            results.SelectMany(static r => r.Warnings).First());
    }

    [Fact]
    public void A_function_among_the_mutations_that_leaves_the_space_keeps_the_donors_value_with_a_warning()
    {
        var space = new SearchSpace { ["kind"] = Search.Choice("a", "b") };
        var mutations = new SearchSpace { ["kind"] = Search.SampleFrom(static (_, _) => "c") };
        var result = Run(Configuration.Of(("kind", "a")), space, mutations, 1, 0);
        Assert.Equal(Configuration.Of(("kind", "a")), result.Config);
        Assert.Equal(
            "Hyperparameter 'kind': its mutation gave \"c\", which is none of \"a\", \"b\"; the donor's \"a\" was " +
            "kept. Let the mutation give values of choice [\"a\", \"b\"].", Assert.Single(result.Warnings));
    }

    [Fact]
    public void Mutations_that_do_not_fit_are_refused_before_the_start()
    {
        var mutations = new SearchSpace
        {
            ["lrr"] = Search.Uniform(0, 1),
            ["hidden"] = Search.RandInt(32, 64),
            ["seed"] = Search.Grid(1, 2),
            ["batch"] = Search.Ordered(16, 48),
            ["small"] = Search.Uniform(1, 5),
            ["momentum"] = Search.Uniform(2, 3),
            ["flag"] = Search.Choice("yes"),
        };
        Assert.Equal(
            [
                "Mutations: 'lrr' is no hyperparameter of this search space. It has: lr, momentum, shift, noise, " +
                    "small, buffer, step, batch, flag, seed, fixed, hidden, dropout, optimizer.kind, optimizer.beta, " +
                    "twice. Correct the name.",
                "Mutations: Hyperparameter 'hidden' is structural, so exploring never changes it: the donor's " +
                    "weights would not fit. Leave it out of the mutations.",
                "Mutations: Hyperparameter 'seed': grid [1, 2] is never explored, because a grid's values are tried " +
                    "in turn. Use Search.Choice or Search.Ordered, or leave it out of the mutations.",
                "Mutations: Hyperparameter 'batch': ordered [16, 48] does not fit ordered [16, 32, 64], because 48 " +
                    "can't occur. Give it values that lie in the search space.",
                "Mutations: Hyperparameter 'small': uniform [1, 5) does not fit randint [1, 5), because it gives " +
                    "floats. Give it values that lie in the search space.",
                "Mutations: Hyperparameter 'momentum': uniform [2, 3) does not fit uniform [0, 1), because the " +
                    "ranges do not meet. Give it values that lie in the search space.",
                "Mutations: Hyperparameter 'flag': choice [\"yes\"] does not fit boolean, because \"yes\" can't " +
                    "occur. Give it values that lie in the search space.",
            ],
            MutationCheck.Mistakes(Everything, mutations));
    }

    [Fact]
    public void A_zero_that_is_perturbed_leaves_zero_and_comes_back_at_every_width()
    {
        var moved = 0;
        Gen.Select(Gen.Double[1e-3, 1e6], Gen.Long).Sample((width, key) =>
        {
            var space = new SearchSpace { ["x"] = Search.Uniform(-width, width) };
            var result = Run(Configuration.Of(("x", 0)), space, null, 0, key);
            Assert.Equal(width * 0.2, Math.Abs(result.Config["x"].ToDouble()), width * 1e-9);
            Interlocked.Increment(ref moved);
        });
        Assert.True(moved > 50);
    }

    private static ExploreResult Run(
        Configuration donor, SearchSpace space, SearchSpace? mutations, double resample, long key) =>
        PerturbOrResample.Run(
            donor, space, new PerturbationOptions(mutations, resample, [1.2, 0.8]), Draws.Random(key, seed: 23));

    private static void AssertChangesTell(Configuration donor, ExploreResult result)
    {
        Assert.All(result.Changes, change =>
        {
            Assert.Equal(donor.Find(change.Name), change.Old);
            Assert.Equal(result.Config.Find(change.Name), change.New);
        });
        Assert.Equal(
            donor.Keys.Union(result.Config.Keys).Order(), result.Changes.Select(static change => change.Name).Order());
    }
}
