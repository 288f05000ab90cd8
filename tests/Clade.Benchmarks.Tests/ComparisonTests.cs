using System.Text.Json;
using Clade.Benchmarks.Quality;

namespace Clade.Benchmarks.Tests;

public sealed class ComparisonTests
{
    private static readonly string[] Table =
    [
        "function,sampler,trials,seeds,regret_q25,regret_median,regret_q75",
        "branin,optuna5/random,5,20,1,2.5,4",
        "branin,optuna5/tpe,5,20,1,2,3",
    ];

    [Fact]
    public void Figures_are_the_same_each_time_and_never_get_worse_with_trials()
    {
        var arguments = QualityArguments.Parse(
            ["--sampler", "random,nsga-ii", "--function", "branin,zdt1,mixed", "--trials", "20,5", "--seeds", "7"]);
        var rows = Comparison.Run(arguments, reference: null, TextWriter.Null);

        Assert.Equal(rows, Comparison.Run(arguments, reference: null, TextWriter.Null));
        Assert.Equal(2 * 4, rows.Length);
        foreach (var row in rows.Where(static row => row.Trials == 5))
        {
            var later = rows.Single(other => other.Trials == 20
                && (other.Sampler, other.Function) == (row.Sampler, row.Function));
            var gain = later.Figure.Median - row.Figure.Median;
            Assert.True(row.Function == "zdt1" ? gain > 0 : gain < 0, $"{row}");
        }
    }

    [Fact]
    public void The_table_has_the_reference_where_there_is_any()
    {
        var arguments = QualityArguments.Parse(
            ["--sampler", "random", "--function", "branin", "--trials", "5,6", "--seeds", "3"]);
        var output = new StringWriter();
        Comparison.Run(arguments, Reference.Parse(Table, "table"), output);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("branin: regret (the best possible is 0), 3 seeds, 1 pending", lines[0]);
        Assert.EndsWith("reference", lines[1]);
        Assert.Matches(@"^random\s+5  \S+ \[\S+, \S+\]\s+2\.5 \[1, 4\]\s+optuna5/random$", lines[2]);
        Assert.Matches(@"^random\s+6  \S+ \[\S+, \S+\]$", lines[3]);
    }

    [Fact]
    public void A_sampler_that_can_not_work_on_a_function_says_why()
    {
        var output = new StringWriter();
        var rows = Comparison.Run(
            QualityArguments.Parse(["--sampler", "cma-es,nsga-ii", "--function", "zdt1,branin", "--trials", "3"]),
            reference: null, output);

        Assert.Equal([("nsga-ii", "zdt1"), ("cma-es", "branin")],
            rows.Select(static row => (row.Sampler, row.Function)));
        Assert.Contains("refused: cma-es has one objective only.", output.ToString());
        Assert.Contains("refused: nsga-ii needs 2 objectives.", output.ToString());
    }

    [Theory]
    [InlineData("branin,optuna5/random,5,20,1,2.5")]
    [InlineData("branin,optuna5/random,5,20,1,2.5,four")]
    public void A_broken_table_is_refused_by_line(string row)
    {
        var e = Assert.Throws<FormatException>(() => Reference.Parse([.. Table, row], "table"));
        Assert.Contains("'table', line 4", e.Message);
        Assert.Throws<FormatException>(() => Reference.Parse(["a,b"], "table"));
    }

    [Theory]
    [InlineData("'what' is no sampler. There are: random", "--sampler", "random,what")]
    [InlineData("'what' is no function. There are: branin", "--function", "what")]
    [InlineData("--trials: '0' is no whole number", "--trials", "10,0")]
    [InlineData("--seeds: '-1' is no whole number", "--seeds", "-1")]
    [InlineData("--parallel needs a value", "--parallel")]
    [InlineData("'--what' is no option. Options: --sampler", "--what", "1")]
    public void A_mistake_on_the_command_line_is_named_with_what_there_is(string message, params string[] args) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => QualityArguments.Parse(args)).Message);

    [Fact]
    public void A_trial_is_told_only_when_all_others_that_run_beside_it_are_asked()
    {
        foreach (var parallel in new[] { 1, 4 })
        {
            var pending = new List<int>();
            var values = SearchLoop.Run(
                new Watching(pending), TestFunctions.Find("branin")!, trials: 10, seed: 1, parallel);
            Assert.Equal(10, values.Length);
            Assert.Equal(Enumerable.Range(0, 10).Select(i => Math.Min(i, parallel - 1)), pending);
        }
    }

    [Fact]
    public void Quartiles_lie_between_values_in_proportion()
    {
        Assert.Equal(new Quartiles(1.75, 2.5, 3.25), Quartiles.Of([4, 1, 3, 2]));
        Assert.Equal(new Quartiles(7, 7, 7), Quartiles.Of([7]));
    }

    [Fact]
    public void Figures_are_written_as_rows_of_json()
    {
        using var json = JsonDocument.Parse(JsonRows.Of([new("random", "branin", 20, new Quartiles(1, 2, 3))]));
        var row = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal("random branin", $"{row.GetProperty("sampler")} {row.GetProperty("function")}");
        Assert.Equal(
            [20, 1, 2, 3], new[] { "trials", "q25", "median", "q75" }.Select(
                name => row.GetProperty(name).GetDouble()));
    }

    [Fact]
    public void A_median_of_another_distribution_has_a_small_p_value()
    {
        var random = KeyedRandom.For(3, RandomPurpose.Simulation);
        double[] values = [.. Enumerable.Range(0, 1_000).Select(_ => random.NextDouble())];

        Assert.InRange(RandomCheck.PValueOf(values, 0.55, 20), 0.2, 1);
        Assert.InRange(RandomCheck.PValueOf(values, 0.85, 20), 0, 0.001);
        Assert.InRange(RandomCheck.PValueOf(values, 0.15, 20), 0, 0.001);
    }

    /// <summary>Notes how many trials are pending at each proposal.</summary>
    private sealed record Watching(List<int> Pending) : Sampler
    {
        internal override Configuration? Propose(ProposalRequest request)
        {
            Pending.Add(request.History.Pending.Length);
            return request.Space.Sample(KeyedRandom.For(request.Seed, RandomPurpose.Sample, request.Trial));
        }

        internal override int? CountOf(SearchSpace space, int? trials) => trials;
    }
}
