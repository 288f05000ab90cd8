using System.Collections.Immutable;
using Clade.Core.Tests.Experiments;
using Clade.Experiments;

namespace Clade.Core.Tests.Schedulers;

/// <summary>Two parts of four by hand; trials 0, 2, 4, 6 decide every time, 1, 3, 5, 7 every second time.</summary>
public sealed class SubPopulationTests
{
    private const int Members = 8;

    private static readonly PopulationBasedTraining Pbt = new()
    {
        PerturbationInterval = 1,
        Synchronous = true,
        SubPopulations = [1, 2],
        ResampleProbability = 0,
        PerturbationFactors = [1.25, 0.8],
    };

    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.LogUniform(1e-6, 1e6),
        ["layers"] = Search.RandInt(1, 100).Structural(),
    };

    /// <summary>Trial i has the learning rate 1 + i and 10 + i layers.</summary>
    private static Script NewScript(PopulationBasedTraining? pbt = null) => new(
        PbtScenarioTests.Settings(pbt ?? Pbt, Members, Space) with
        {
            Sampler = new RandomSampler
            {
                StartingConfigurations =
                [
                    .. Enumerable.Range(0, Members).Select(static i =>
                        new Configuration([new("lr", 1.0 + i), new("layers", 10 + i)])),
                ],
            },
        },
        Members);

    private static List<ExploitRecord> Play(Script script, int generation, params double[] scores)
    {
        var first = script.Commands.Count;
        for (var i = 0; i < Members; i++) script.Report(i, generation, scores[i]);
        return [.. script.Commands.Skip(first).OfType<ExploitDonor>().Select(static e => e.Record)];
    }

    private static (int Victim, int Donor) Pair(ExploitRecord record) => (record.Victim.Value, record.Donor.Value);

    [Fact]
    public void Only_the_part_that_is_due_decides_the_worst_copy_inside_and_those_before_it_outsiders()
    {
        var script = NewScript();
        // Of the even ones 6 is the worst and 4 the one before; all odd ones are better than all even ones.
        var records = Play(script, 1, 4, 50, 3, 60, 2, 70, 1, 80);
        Assert.Equal([(6, 0), (4, 7)], records.Select(Pair));

        // Now the odd ones are due too. Best inside each part: 2 and 3.
        records = Play(script, 2, 40, 5, 50, 60, 35, 45, 30, 44);
        Assert.Equal([(1, 3), (6, 2), (4, 3), (7, 2)], records.Select(Pair));
    }

    [Fact]
    public void Copying_inside_explores_and_the_faster_part_takes_the_slower_ones_configuration_as_it_is()
    {
        var script = NewScript();
        var records = Play(script, 1, 4, 50, 3, 60, 2, 70, 1, 80).ToDictionary(static r => r.Victim.Value);
        Assert.Contains(records[6].Config["lr"].ToDouble(), new[] { 1.25, 0.8 });
        Assert.Equal(new Configuration([new("lr", 8.0), new("layers", 17)]), records[4].Config);
        Assert.All(records[4].Changes, static change => Assert.Equal("inherited", change.Operation));
    }

    [Fact]
    public void The_slower_part_keeps_the_configuration_of_its_own_best_but_for_the_structure_of_the_weights()
    {
        var script = NewScript();
        Play(script, 1, 8, 7, 6, 5, 4, 3, 2, 1);
        var records = Play(script, 2, 90, 40, 80, 30, 70, 20, 60, 10).ToDictionary(static r => r.Victim.Value);
        // 5 is the last but one of the slow; its best is 1, with a learning rate of 2.
        Assert.Equal(0, records[5].Donor.Value);
        Assert.Equal(new Configuration([new("lr", 2.0), new("layers", 10)]), records[5].Config);
        Assert.Equal(["grafted", "inherited"], records[5].Changes.Select(static change => change.Operation));
    }

    [Fact]
    public void An_outsider_that_is_no_better_is_left_alone()
    {
        var script = NewScript();
        Assert.Equal([(6, 0)], Play(script, 1, 4, 2, 3, 1, 2, 1, 1, 1).Select(Pair));
    }

    [Fact]
    public void A_failed_member_is_revived_from_its_own_part_though_that_is_not_due()
    {
        var script = NewScript();
        script.Fail(7);
        script.Fail(7);
        Assert.Equal(TrialStatus.Failed, script.State[new TrialId(7)].Status);
        for (var i = 0; i < Members - 1; i++) script.Report(i, 1, 10 - i);
        var record = Assert.Single(script.Exploits, static record => record.Victim.Value == 7);
        Assert.Equal(1, record.Donor.Value);
    }

    [Fact]
    public void A_late_member_is_ranked_but_left_to_train()
    {
        var script = NewScript(Pbt with { GenerationTimeout = TimeSpan.FromSeconds(1) });
        Play(script, 1, 8, 7, 6, 5, 4, 3, 2, 1);
        for (var i = 0; i < Members - 2; i++) script.Report(i, 2, 10 + i);
        script.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(2, script.State.Generation);
        Assert.DoesNotContain(script.Exploits.Skip(1), static record => record.Victim.Value is 6 or 7);
    }

    [Theory]
    [InlineData(8, false, 0.25, "synchronous")]
    [InlineData(9, true, 0.25, "multiple of 2")]
    [InlineData(6, true, 0.25, "at least 4")]
    [InlineData(8, true, 0.5, "leaves nobody")]
    [InlineData(8, true, 0.25, null)]
    public void What_does_not_go_together_is_named(int trials, bool isSynchronous, double quantile, string? mistake)
    {
        var pbt = Pbt with { Synchronous = isSynchronous, QuantileFraction = quantile };
        var mistakes = pbt.Mistakes(PbtScenarioTests.Settings(pbt, trials, Space));
        if (mistake is null) Assert.Empty(mistakes);
        else Assert.Contains(mistake, Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_copying_by_rank_goes_with_parts() => Assert.Contains("by rank", Assert.Single(
        (Pbt with { Exploit = new BinaryTournament() }).Mistakes(PbtScenarioTests.Settings(Pbt, Members, Space))),
        StringComparison.Ordinal);

    [Fact]
    public void Periods_rise_from_1_on()
    {
        Assert.Throws<ArgumentException>(static () => Pbt with { SubPopulations = [0, 1] });
        Assert.Throws<ArgumentException>(static () => Pbt with { SubPopulations = [5, 1] });
        Assert.Throws<ArgumentException>(static () => Pbt with { SubPopulations = [1, 1] });
        Assert.Empty((Pbt with { SubPopulations = default(ImmutableArray<int>) }).SubPopulations);
        Assert.EndsWith(", sub-populations 1/2", Pbt.Describe(), StringComparison.Ordinal);
    }
}
