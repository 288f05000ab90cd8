using System.Collections.Immutable;

namespace Clade.Core.Tests.Samplers.CmaEs;

/// <summary>What the strategy finds, and what must not matter to it.</summary>
public sealed class CmaEsSamplerTests
{
    private static readonly SearchSpace Cube = SpaceOf(4);

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void A_sphere_is_found_to_ten_digits(ulong seed) =>
        Assert.True(Run(new CmaEsSampler(), Cube, Sphere, trials: 700, seed).Best!.Value < 1e-10);

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void An_ellipsoid_across_the_axes_is_no_harder_than_one_along_them(ulong seed)
    {
        var along = Run(new CmaEsSampler(), Cube, x => Ellipsoid(x), trials: 1_200, seed).Best!.Value;
        var across = Run(new CmaEsSampler(), Cube, x => Ellipsoid(Turned(x)), trials: 1_200, seed).Best!.Value;
        Assert.True(along < 1e-6 && across < 1e-6, $"{along} along, {across} across");
    }

    [Fact]
    public void Only_ranks_matter()
    {
        var plain = Run(new CmaEsSampler(), Cube, Sphere, trials: 120, seed: 5);
        var bent = Run(new CmaEsSampler(), Cube, static x => Math.Log(Sphere(x) + 1e-3), trials: 120, seed: 5);
        Assert.Equal(Configs(plain), Configs(bent));
    }

    [Fact]
    public void The_same_history_gives_the_same_proposal_whatever_is_kept()
    {
        var random = KeyedRandom.For(3, RandomPurpose.Simulation);
        var sampler = new CmaEsSampler();
        var memory = new SamplerMemory();
        var observations = new SortedList<int, Observation>();
        var pending = new List<(int Trial, Configuration Config)>();
        var late = 0;
        for (var trial = 0; trial < 150; trial++)
        {
            var history = new TrialHistory(
                [.. observations.Values],
                [.. pending.Select(static p => new Observation(p.Trial, p.Config, Score.Worst, 0))]);
            var request = new ProposalRequest(Cube, trial, 7, history);
            var kept = sampler.Propose(request with { Memory = memory })!;
            Assert.Equal(sampler.Propose(request), kept);
            pending.Add((trial, kept));
            if (pending.Count < 8) continue;

            var done = pending[random.NextIndex(pending.Count)];
            pending.Remove(done);
            if (observations.Count > 0 && done.Trial < observations.Keys[^1]) late++;
            observations.Add(done.Trial, Observed(done.Trial, done.Config, Sphere(X(done.Config))));
        }

        Assert.True(late > 30, $"Only {late} results came late.");
        Assert.True(observations.Values.Max(static o => o.Score.Value) > -0.01);
    }

    [Fact]
    public void Failed_trials_and_equal_scores_teach_nothing_and_break_nothing()
    {
        var failed = RunConfigs(new CmaEsSampler(), Cube, static _ => double.NaN, trials: 200, seed: 1);
        var equal = RunConfigs(new CmaEsSampler(), Cube, static _ => 1, trials: 200, seed: 1);
        Assert.Equal(Configs(failed), Configs(equal));

        // Every place above the middle fails: the optimum below it is found all the same.
        var half = Run(
            new CmaEsSampler(), Cube, static x => x[0] > 0.5 ? double.NaN : Sphere(x), trials: 500, seed: 1);
        Assert.True(half.Best!.Value < 1e-6);
    }

    [Fact]
    public void Integers_lists_and_quantised_ranges_are_found_exactly()
    {
        var space = new SearchSpace
        {
            ["width"] = Search.RandInt(0, 40),
            ["depth"] = Search.Ordered(1, 2, 4, 8, 16),
            ["lr"] = Search.LogUniform(1e-5, 1),
            ["dropout"] = Search.Uniform(0, 0.5, quantum: 0.05),
        };
        var hits = Enumerable.Range(0, 10).Count(seed =>
        {
            var search = RunConfigs(new CmaEsSampler(), space, static c =>
                Math.Abs(c["width"].ToDouble() - 33) + Math.Abs(Math.Log2(c["depth"].ToDouble()) - 3)
                    + Math.Abs(Math.Log10(c["lr"].ToDouble()) + 2) + (10 * Math.Abs(c["dropout"].ToDouble() - 0.1)),
                trials: 400, (ulong)seed);
            var best = search.Best!.Config;
            return (best["width"].ToInt64(), best["depth"].ToInt64()) == (33, 8)
                && Math.Abs(best["dropout"].ToDouble() - 0.1) < 1e-9;
        });
        Assert.True(hits >= 9, $"{hits} of 10 found it.");
    }

    [Fact]
    public void Categories_are_learned_beside_numbers()
    {
        var space = new SearchSpace
        {
            ["kind"] = Search.Choice("a", "b", "c", "d"),
            ["flag"] = Search.Boolean(),
            ["x"] = Search.Uniform(0, 1),
        };
        var last = new List<Configuration>();
        for (var seed = 0UL; seed < 10; seed++)
        {
            var search = RunConfigs(new CmaEsSampler(), space, static c =>
                (c["kind"].ToString() == "c" ? 0 : 0.5) + (c["flag"].ToBoolean() ? 0 : 0.3)
                    + Math.Pow(c["x"].ToDouble() - 0.7, 2), trials: 150, seed);
            last.AddRange(search.Told.TakeLast(20).Select(static trial => trial.Config));
        }

        var learned = last.Count(static c => c["kind"].ToString() == "c" && c["flag"].ToBoolean());
        Assert.True(learned > 120, $"{learned} of 200 have the best categories; 25 would by chance.");
    }

    [Fact]
    public void A_converged_search_begins_again_elsewhere_with_twice_the_population()
    {
        // The left hollow is wide; the right one is deeper.
        static double TwoHollows(double[] x) => Math.Min(
            0.1 + x.Sum(static v => Math.Pow(v - 0.3, 2)), 3 * x.Sum(static v => Math.Pow(v - 0.85, 2)));

        var space = SpaceOf(2);
        var once = new CmaEsSampler { PopulationGrowth = 0 };
        var again = Enumerable.Range(0, 10)
            .Count(seed => Run(new CmaEsSampler(), space, TwoHollows, 1_500, (ulong)seed).Best!.Value < 0.05);
        var never = Enumerable.Range(0, 10)
            .Count(seed => Run(once, space, TwoHollows, 1_500, (ulong)seed).Best!.Value < 0.05);
        Assert.True(again > never + 3, $"{again} with restarts, {never} without");
    }

    [Fact]
    public void Earlier_trials_are_where_it_begins()
    {
        var random = KeyedRandom.For(9, RandomPurpose.Simulation);
        var earlier = Enumerable.Range(0, 100)
            .Select(_ => Cube.Sample(KeyedRandom.For(random.NextBits(), RandomPurpose.Simulation)))
            .Select(static config => EarlierTrial.Of(config, ("y", Corner(X(config))))).ToList();
        var warm = Median(new CmaEsSampler { EarlierTrials = earlier });
        var cold = Median(new CmaEsSampler());
        Assert.True(warm < cold / 2, $"{warm} warm, {cold} cold");

        static double Corner(double[] x) => x.Sum(static v => Math.Pow(v - 0.9, 2));

        static double Median(CmaEsSampler sampler) => Enumerable.Range(0, 11)
            .Select(seed => Run(sampler, Cube, Corner, trials: 30, (ulong)seed).Best!.Value).Order().ElementAt(5);
    }

    [Fact]
    public void What_it_cannot_do_is_refused()
    {
        var grid = new SearchSpace { ["a"] = Search.Grid(1, 2) };
        Assert.Contains("Search.Grid ('a')", Assert.Single(new CmaEsSampler().Mistakes(grid)),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CmaEsSampler { PopulationSize = 3 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CmaEsSampler { InitialStep = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CmaEsSampler { PopulationGrowth = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new CmaEsSampler { WarmStartFraction = 0 });
        Assert.Equal("CmaEsSampler", new CmaEsSampler().Describe());
        Assert.Equal(
            "CmaEsSampler, population 12, initial step 0.3",
            new CmaEsSampler { PopulationSize = 12, InitialStep = 0.3 }.Describe());
    }

    internal static SearchSpace SpaceOf(int dimensions)
    {
        var space = new SearchSpace();
        for (var i = 0; i < dimensions; i++) space[$"x{i}"] = Search.Uniform(0, 1);
        return space;
    }

    internal static AskTell RunConfigs(
        Sampler sampler, SearchSpace space, Func<Configuration, double> loss, int trials, ulong seed)
    {
        var search = new AskTell(sampler, space, Objective.Minimize("y"), seed);
        for (var i = 0; i < trials; i++)
        {
            var trial = search.Ask();
            Assert.Empty(space.Mistakes(trial.Config));
            search.Tell(trial, loss(trial.Config));
        }

        return search;
    }

    internal static AskTell Run(
        Sampler sampler, SearchSpace space, Func<double[], double> loss, int trials, ulong seed) =>
        RunConfigs(sampler, space, config => loss(X(config)), trials, seed);

    internal static double[] X(Configuration config) => [.. config.Select(static item => item.Value.ToDouble())];

    internal static double Sphere(double[] x) => x.Select(static (v, i) => Math.Pow(v - 0.25 - (0.1 * i), 2)).Sum();

    private static Observation Observed(int trial, Configuration config, double loss) =>
        new(trial, config, new Score(-loss), Iteration: 1);

    private static ImmutableArray<Configuration> Configs(AskTell search) =>
        [.. search.Told.Select(static trial => trial.Config)];

    // Axes from 1 to 1/1000 long.
    private static double Ellipsoid(double[] x) =>
        x.Select(static (v, i) => Math.Pow(10, 2.0 * i) * Math.Pow(v - 0.6, 2)).Sum();

    /// <summary>Turned by 45° in every pair of neighbouring coordinates, around the optimum.</summary>
    private static double[] Turned(double[] x)
    {
        var turned = x.Select(static v => v - 0.6).ToArray();
        for (var i = 0; i + 1 < turned.Length; i++)
        {
            var (a, b) = (turned[i], turned[i + 1]);
            (turned[i], turned[i + 1]) = ((a - b) / Math.Sqrt(2), (a + b) / Math.Sqrt(2));
        }

        return [.. turned.Select(static v => v + 0.6)];
    }
}
