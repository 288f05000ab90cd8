using Clade.Experiments;
using Clade.Schedulers;

namespace Clade.Core.Tests;

/// <summary>What bandits make of a configuration, given what was seen.</summary>
public sealed class PopulationBasedBanditsTests
{
    private static readonly PerturbationOptions Options = new(null, 0.25, [1.2, 0.8]);

    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["layers"] = Search.RandInt(1, 5).Structural(),
        ["steps"] = Search.RandInt(1, 9),
        ["batch"] = Search.Ordered(16, 32, 64, 128),
        ["drop"] = Search.Uniform(0, 1, quantum: 0.125),
        ["optimizer"] = Search.Choice("sgd", "adam"),
        ["beta"] = Search.Uniform(0.5, 0.999).When("optimizer", "adam"),
        ["nesterov"] = Search.Boolean(),
        ["noise"] = Search.Normal(0, 1),
        ["fixed"] = Search.Constant(3),
        ["half"] = Search.SampleFrom(static (before, _) => before["lr"].ToDouble() / 2),
    };

    [Fact]
    public void Whatever_was_seen_the_result_lies_in_the_space_and_keeps_what_is_structural()
    {
        var operations = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 150; i++)
        {
            var random = Draws.Random(i);
            var donor = Space.Sample(random.Fork("donor"));
            var result = Run(Space, donor, Evidence(Space, i % 40, random, static _ => 1), i);

            Assert.Empty(Space.Mistakes(result.Config));
            Assert.Equal(donor["layers"], result.Config["layers"]);
            Assert.Equal(result.Config["lr"].ToDouble() / 2, result.Config["half"].ToDouble());
            Assert.Empty(result.Warnings);
            operations.UnionWith(result.Changes.Select(static change => change.Operation));
        }

        Assert.Superset(
            new HashSet<string> { "model", "bandit", "inherited", "resample", "turned off" }, operations);
    }

    [Fact]
    public void Numbers_lists_and_options_go_where_scores_rose_fastest()
    {
        var random = Draws.Random(1);
        var evidence = Evidence(Space, 120, random, static config =>
            -Math.Abs(Math.Log10(config["lr"].ToDouble()) + 2) - Math.Abs(config["steps"].ToDouble() - 6)
            - Math.Abs(Math.Log2(config["batch"].ToDouble()) - 5) + (config["optimizer"] == "adam" ? 3 : 0));
        var results = Enumerable.Range(0, 20)
            .Select(i => Run(Space, Space.Sample(Draws.Random(i, seed: 3)), evidence, i, exploration: 0).Config)
                .ToList();
        Assert.InRange(results.Average(static c => Math.Log10(c["lr"].ToDouble())), -2.7, -1.3);
        Assert.InRange(results.Average(static c => c["steps"].ToDouble()), 4.7, 7.3);
        Assert.InRange(results.Average(static c => Math.Log2(c["batch"].ToDouble())), 4.3, 5.7);
        Assert.True(results.Count(static c => c["optimizer"] == "adam") > 12);
    }

    [Fact]
    public void Zero_and_one_are_left_though_no_factor_could()
    {
        var space = new SearchSpace { ["h"] = Search.Uniform(0, 1), ["n"] = Search.RandInt(1, 20) };
        var donor = Configuration.Of(("h", 0.0), ("n", 1));
        var evidence = Evidence(
            space, 30, Draws.Random(2), static config => (20 * config["h"].ToDouble()) + config["n"].ToDouble());
        var config = Run(space, donor, evidence, 1).Config;
        Assert.True(config["h"].ToDouble() > 0.8 && config["n"].ToInt64() > 15, config.ToString());
    }

    [Fact]
    public void With_too_little_to_learn_from_it_perturbs_and_says_so()
    {
        var donor = Space.Sample(Draws.Random(1));
        for (var count = 0; count < 2; count++)
        {
            var result = Run(Space, donor, Evidence(Space, count, Draws.Random(4), static _ => 1), 9);
            Assert.Equal(PerturbOrResample.Run(donor, Space, Options, Draws.Random(9)).Config, result.Config);
            Assert.Equal(
                $"perturbed or resampled: {count} changes of scores are known, and a model needs 2", result.Note);
        }

        Assert.StartsWith(
            "model of 2 changes: length scale ",
            Run(Space, donor, Evidence(Space, 2, Draws.Random(4), static _ => 1), 9).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bonus_is_a_number_for_the_first_changes_too()
    {
        // √(0.2·ln(0.4·n)) is none for one and two changes.
        var space = new SearchSpace { ["x"] = Search.Uniform(0, 1) };
        var evidence = Evidence(space, 2, Draws.Random(4), static config => config["x"].ToDouble());
        var note = Run(space, Configuration.Of(("x", 0.5)), evidence, 9).Note;
        Assert.EndsWith("kappa 0.343", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bonus_leads_to_where_nothing_is_known_and_none_to_where_it_was_good()
    {
        var space = new SearchSpace { ["x"] = Search.Uniform(0, 1) };
        // Seen from 0 to 0.5 only, the better the higher, up to a plateau.
        var configs = Enumerable.Range(0, 30).Select(i => Configuration.Of(("x", i / 60.0)));
        var evidence = EvidenceFrom(configs, static config => -Math.Pow(config["x"].ToDouble() - 0.25, 2));
        var donor = Configuration.Of(("x", 0.1));
        Assert.Equal(0.25, Run(space, donor, evidence, 1, exploration: 0).Config["x"].ToDouble(), 0.05);
        Assert.True(Run(space, donor, evidence, 1, exploration: 20).Config["x"].ToDouble() > 0.8);
    }

    [Fact]
    public void Members_that_decide_together_spread_out()
    {
        var space = new SearchSpace { ["x"] = Search.Uniform(0, 1) };
        var evidence = Evidence(space, 4, Draws.Random(4), static _ => 1);
        var donor = Configuration.Of(("x", 0.5));
        var seen = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            var config = Run(space, donor, evidence, i, exploration: 5).Config;
            Assert.All(seen, x => Assert.True(Math.Abs(x - config["x"].ToDouble()) > 0.05));
            seen.Add(config["x"].ToDouble());
            evidence = evidence with { Pending = evidence.Pending.Add(new PendingChange(evidence.Start, config)) };
        }
    }

    [Fact]
    public void Scores_that_diverged_are_avoided()
    {
        var space = new SearchSpace { ["x"] = Search.Uniform(0, 1) };
        var evidence = Evidence(
            space, 60, Draws.Random(4), static config => config["x"].ToDouble() is var x && x > 0.6 ? double.NaN : x);
        foreach (var i in Enumerable.Range(0, 10))
        {
            var x = Run(space, Configuration.Of(("x", 0.3)), evidence, i, exploration: 0.1).Config["x"].ToDouble();
            Assert.InRange(x, 0.2, 0.65);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Scores_of_any_size_give_a_configuration(double size)
    {
        var random = Draws.Random(8);
        var evidence = Evidence(Space, 20, random, config => size * (config["lr"].ToDouble() - 0.5));
        evidence = evidence with
        {
            Changes = [.. evidence.Changes.Select((change, i) => change with { Before = i * 1e307 })],
            Start = new ScoreMark(1e300, -1e308),
        };
        Assert.Empty(Space.Mistakes(Run(Space, Space.Sample(random), evidence, 3).Config));
    }

    [Fact]
    public void Only_mutations_change_and_only_within_their_own_range()
    {
        var mutations = new SearchSpace { ["lr"] = Search.LogUniform(1e-2, 1e-1), ["batch"] = Search.Ordered(32, 64) };
        for (var i = 0; i < 30; i++)
        {
            var random = Draws.Random(i);
            var donor = Space.Sample(random.Fork("donor"));
            var request = new ExploreRequest(donor, donor, Space, Options with { Mutations = mutations }, random)
            {
                Evidence = Evidence(Space, 20, random, static config => config["lr"].ToDouble()),
            };
            var config = new PopulationBasedBandits().Run(request).Config;
            Assert.InRange(config["lr"].ToDouble(), 1e-2, 1e-1);
            Assert.Contains(config["batch"].ToInt64(), new[] { 32L, 64 });
            Assert.Equal(donor.Without("lr").Without("batch"), config.Without("lr").Without("batch"));
        }
    }

    [Fact]
    public void Without_learning_categories_they_are_resampled()
    {
        var random = Draws.Random(1);
        var request = new ExploreRequest(Space.Sample(random), Space.Sample(random), Space, Options, random)
        {
            Evidence = Evidence(Space, 20, random, static _ => 1),
        };
        var result = new PopulationBasedBandits { LearnsCategories = false }.Run(request);
        Assert.Equal("resample", result.Changes.Single(static change => change.Name == "optimizer").Operation);
    }

    private static ExploreResult Run(
        SearchSpace space, Configuration donor, Evidence evidence, long key, double exploration = 1) =>
        new PopulationBasedBandits { Exploration = exploration }.Run(
            new ExploreRequest(donor, donor, space, Options, Draws.Random(key)) { Evidence = evidence });

    private static Evidence Evidence(
        SearchSpace space, int count, KeyedRandom random, Func<Configuration, double> rate) => EvidenceFrom(
            Enumerable.Range(0, count).Select(i => space.Sample(random.Fork($"seen {i}"))), rate);

    private static Evidence EvidenceFrom(IEnumerable<Configuration> configs, Func<Configuration, double> rate) => new(
        [.. configs.Select((config, i) => new ScoreChange(new TrialId(i % 4), i / 4 * 5, 5, 1, rate(config), config))],
        [], new ScoreMark(50, 1), Interval: 5);
}
