namespace Clade.Core.Tests.MultiObjective;

/// <summary>Several objectives as one: what it is called, and what it comes to.</summary>
public sealed class ScalarizationTests
{
    private static readonly Metrics Report = new(
        [KeyValuePair.Create("accuracy", 0.9), KeyValuePair.Create("latency", 20.0)]);

    private static readonly Objective Sum = Objective.WeightedSum(
        (Objective.Maximize("accuracy"), 2), (Objective.Minimize("latency"), 0.01));

    [Fact]
    public void A_weighted_sum_subtracts_what_is_to_be_minimised()
    {
        Assert.Equal("maximize 2*accuracy - 0.01*latency", Sum.ToString());
        Assert.Equal(1.6, Sum.Complete(Report)[Sum.Metric], 12);
        Assert.Equal(1.6, Sum.Score(Report).Value, 12);
        Assert.Equal(["accuracy", "latency"], Sum.ReportedMetrics);

        var losses = Objective.WeightedSum((Objective.Minimize("a"), 1), (Objective.Minimize("b"), 3));
        Assert.Equal("minimize 1*a + 3*b", losses.ToString());
    }

    [Fact]
    public void Chebyshev_counts_the_one_furthest_from_its_ideal()
    {
        var objective = Objective.Chebyshev(
            [(Objective.Maximize("accuracy"), 10, 1), (Objective.Minimize("latency"), 0.1, 5)], augmentation: 0.1);
        Assert.Equal(
            "minimize chebyshev(10*(1 - accuracy), 0.1*(latency - 5); 0.1)", objective.ToString());
        // 10·0.1 and 0.1·15: the larger, and a tenth of both.
        Assert.Equal(1.5 + 0.25, objective.Complete(Report)[objective.Metric], 12);
    }

    [Fact]
    public void A_missing_metric_leaves_it_out_and_NaN_stays()
    {
        Assert.False(Sum.Complete(new Metrics([KeyValuePair.Create("accuracy", 1.0)])).ContainsKey(Sum.Metric));
        var broken = new Metrics([KeyValuePair.Create("accuracy", double.NaN), KeyValuePair.Create("latency", 1.0)]);
        Assert.False(Sum.Score(broken).IsUsable);
        Assert.Same(Report, Objective.Minimize("latency").Complete(Report));
        Assert.Equal(Sum.Complete(Report), Sum.Complete(Sum.Complete(Report)));
    }

    [Fact]
    public void The_best_of_a_search_follows_it()
    {
        var space = new SearchSpace { ["x"] = Search.Uniform(0, 1) };
        var search = new AskTell(new RandomSampler(), space, Sum, seed: 1);
        for (var i = 0; i < 50; i++)
        {
            var trial = search.Ask();
            var x = trial.Config["x"].ToDouble();
            search.Tell(trial, new Metrics(
                [KeyValuePair.Create("accuracy", x), KeyValuePair.Create("latency", 200 * x * x)]));
        }

        // 2x - 2x² is highest in the middle.
        Assert.Equal(0.5, search.Best!.Config["x"].ToDouble(), 0.05);
        var refusal = Assert.Throws<ArgumentException>(() => search.Tell(search.Ask(), new Metrics(
            [KeyValuePair.Create("accuracy", 1.0)])));
        Assert.Contains("no 'latency'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_parts_are_refused()
    {
        var (a, b) = (Objective.Minimize("a"), Objective.Minimize("b"));
        Assert.Throws<ArgumentException>(() => Objective.WeightedSum((a, 1)));
        Assert.Throws<ArgumentException>(() => Objective.WeightedSum((a, 1), (a, 2)));
        Assert.Throws<ArgumentException>(() => Objective.WeightedSum((a, 0), (b, 2)));
        Assert.Throws<ArgumentException>(() => Objective.WeightedSum((Sum, 1), (b, 2)));
        Assert.Throws<ArgumentException>(() => Objective.Chebyshev([(a, 1, double.NaN), (b, 2, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.Chebyshev([(a, 1, 0), (b, 2, 0)], -1));
    }
}
