using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>Worked cases of asynchronous Population Based Training.</summary>
public sealed class PbtScenarioTests
{
    private static readonly SearchSpace Space = new()
    {
        ["float"] = Search.Uniform(0.1, 1000),
        ["const"] = Search.Constant(3),
        ["int"] = Search.RandInt(1, 1000),
        ["id"] = Search.Choice(0, 1, 2, 3, 4, 100),
    };

    private static readonly SearchSpace Mutations = new()
    {
        ["float"] = Search.Uniform(0.1, 1000),
        ["int"] = Search.RandInt(1, 1000),
        ["id"] = Search.Ordered(100),
    };

    private static readonly PopulationBasedTraining Pbt = new()
    {
        TimeAttribute = "t",
        PerturbationInterval = 10,
        ResampleProbability = 0,
        Mutations = Mutations,
        MaxSkew = double.PositiveInfinity,
    };

    internal static ExperimentSettings Settings(
        PopulationBasedTraining pbt, int trials, SearchSpace? space = null) => new()
        {
            Name = "scenario",
            Space = space ?? Space,
            Objective = Objective.Maximize("score"),
            Sampler = new RandomSampler
            {
                StartingConfigurations = space is not null ? [] : [.. Enumerable.Range(0, 5).Select(i =>
                new Configuration([new("float", 2.0), new("const", 3), new("int", 10), new("id", i)]))],
            },
            Scheduler = pbt,
            Stop = Stop.Never,
            Trials = trials,
            Seed = 1,
            Resources = new Resources(),
        };

    private static Script FiveTrials(PopulationBasedTraining? pbt = null, int slots = 5)
    {
        var script = new Script(Settings(pbt ?? Pbt, trials: 5), slots);
        for (var i = 0; i < 5; i++) Assert.Equal('C', script.Report(i, 10, 50 * i));
        Assert.Equal([0.0, 50, 100, 150, 200], script.Scores);
        return script;
    }

    [Fact]
    public void Scores_only_count_at_ready_points()
    {
        var script = FiveTrials();
        Assert.Equal('C', script.Report(0, 15, 200));
        Assert.Equal([0.0, 50, 100, 150, 200], script.Scores);
        Assert.Equal('C', script.Report(0, 20, 200));
        Assert.Equal([200.0, 50, 100, 150, 200], script.Scores);
    }

    [Fact]
    public void The_bottom_copies_the_top()
    {
        var script = FiveTrials();
        Assert.Equal('X', script.Report(0, 20, -100));
        Assert.Contains(script.Exploits.Single().Donor.Value, new[] { 3, 4 });
        Assert.Equal([-100.0, 50, 100, 150, 200], script.Scores);
        Assert.Equal('X', script.Report(2, 20, 40));
        Assert.Contains(script.Exploits.Last().Donor.Value, new[] { 3, 4 });
    }

    [Fact]
    public void An_exploit_perturbs_by_kind_and_inherits_the_rest()
    {
        var script = FiveTrials();
        script.Report(0, 20, -100);
        var config = script.State[new TrialId(0)].Config;
        Assert.Contains(config["float"].ToDouble(), new[] { 2.4, 1.6 });
        Assert.Contains(config["int"].ToInt64(), new[] { 8L, 12L });
        Assert.Equal(3, config["const"].ToInt64());
        // The donor's value is outside the mutation's list, which forces a fresh draw.
        Assert.Equal(100, config["id"].ToInt64());
    }

    [Fact]
    public void Resampling_draws_from_the_mutation_domains()
    {
        var script = FiveTrials(Pbt with
        {
            ResampleProbability = 1,
            Mutations = new SearchSpace
            {
                ["float"] = Search.Uniform(100, 100.0001),
                ["int"] = Search.RandInt(10, 11),
                ["id"] = Search.Ordered(100),
            },
        });
        script.Report(0, 20, -100);
        var config = script.State[new TrialId(0)].Config;
        Assert.Equal(100, config["float"].ToDouble(), 0.001);
        Assert.Equal(10, config["int"].ToInt64());
    }

    [Theory]
    [InlineData(0.25, 2, 1)]
    [InlineData(0.25, 3, 1)]
    [InlineData(0.25, 4, 1)]
    [InlineData(0.25, 5, 2)]
    [InlineData(0.25, 8, 2)]
    [InlineData(0.25, 9, 3)]
    [InlineData(0.25, 10, 3)]
    [InlineData(0.5, 3, 1)]
    [InlineData(0.5, 5, 2)]
    [InlineData(0, 5, 0)]
    [InlineData(0.25, 1, 0)]
    public void The_quantile_is_rounded_up_to_at_most_half(double quantile, int members, int copied)
    {
        var script = new Script(Settings(Pbt with { QuantileFraction = quantile }, members, Space), members);
        for (var i = 0; i < members; i++) script.Report(i, 10, 100 + i);
        for (var i = 0; i < members; i++) script.Report(i, 20, 100 + i);
        Assert.Equal(Enumerable.Range(0, copied), script.Exploits.Select(e => e.Victim.Value).Distinct().Order());
    }

    [Fact]
    public void Without_a_quantile_nothing_is_saved()
    {
        var script = new Script(Settings(Pbt with { QuantileFraction = 0 }, 3, Space), 3);
        for (var t = 10; t < 100; t += 10) Assert.Equal('C', script.Report(0, t, t));
        Assert.DoesNotContain(script.Commands.OfType<Answer>(), answer => answer.Kind == ReplyKind.Save);
        Assert.Contains(script.Warnings, warning => warning.Code == "nobody-exploits");
    }

    [Fact]
    public void A_trial_yields_to_the_one_that_waits()
    {
        var script = new Script(Settings(Pbt, 2, Space), slots: 1);
        Assert.Equal('Y', script.Report(0, 10, 1));
        Assert.Equal([1], script.Running);
        Assert.Equal('Y', script.Report(1, 20, 1000));
        Assert.Equal([0], script.Running);
    }

    [Fact]
    public void The_most_behind_runs_next()
    {
        var script = new Script(Settings(Pbt with { QuantileFraction = 0.01 }, 5, Space), slots: 1);
        foreach (var t in new[] { 800, 700, 600, 500, 700 })
        {
            Assert.Equal('Y', script.Report(script.Running.Single(), t, 1000 - t));
        }

        Assert.Equal([3], script.Running);
    }

    [Fact]
    public void A_victim_takes_over_the_donors_time()
    {
        var script = new Script(Settings(Pbt with { PerturbationInterval = 500 }, 4, Space), slots: 4);
        Assert.Equal('C', script.Report(0, 10000, 1005));
        Assert.Equal('C', script.Report(1, 10000, 1006));
        Assert.Equal('X', script.Report(2, 600, 1003));
    }

    [Fact]
    public void The_interval_counts_from_the_donors_time()
    {
        var script = new Script(Settings(Pbt with { PerturbationInterval = 500 }, 4, Space), 4);
        Assert.Equal('C', script.Report(0, 10000, 1005));
        Assert.Equal('X', script.Report(1, 10000, 1004));
        Assert.Equal('C', script.Report(2, 600, 1006));
        Assert.Equal('X', script.Report(3, 500, 1002));
        Assert.Contains(script.Exploits.Last().Donor.Value, new[] { 0, 2 });
        var time = script.State[new TrialId(3)].Time;
        Assert.Equal(script.Exploits.Last().TrialTime, time);
        Assert.Equal('C', script.Report(3, time + 5, 100));
        Assert.Equal('X', script.Report(3, time + 1000, 100));
    }

    [Fact]
    public void Nothing_is_decided_before_the_burn_in()
    {
        var pbt = Pbt with { PerturbationInterval = 5, BurnIn = 50, Synchronous = true };
        var script = new Script(Settings(pbt, 4, Space) with { Objective = Objective.Minimize("error") }, 4);
        double[] errors = [50, 50, 10, 100];
        foreach (var t in new[] { 1, 30 })
        {
            for (var i = 0; i < 4; i++) Assert.Equal('C', script.Report(i, t, errors[i]));
        }

        for (var i = 0; i < 4; i++) script.Report(i, 50, errors[i]);
        var exploit = script.Exploits.Single();
        Assert.Equal((3, 2), (exploit.Victim.Value, exploit.Donor.Value));
        Assert.Equal((100.0, 10.0), (exploit.VictimScore, exploit.DonorScore));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Not_a_number_ranks_last_and_never_donates(bool maximize)
    {
        var objective = maximize ? Objective.Maximize("score") : Objective.Minimize("score");
        var script = new Script(Settings(Pbt with { Synchronous = true }, 3, Space) with { Objective = objective }, 3);
        double[] scores = [20, double.NaN, 10];
        for (var i = 0; i < 3; i++) script.Report(i, 10, scores[i]);
        var exploit = script.Exploits.Single();
        Assert.Equal((1, maximize ? 0 : 2), (exploit.Victim.Value, exploit.Donor.Value));
        Assert.Equal((3, 1), (exploit.VictimRank, exploit.DonorRank));
    }

    [Fact]
    public void An_infinite_score_ranks_last_in_both_directions()
    {
        foreach (var infinity in new[] { double.PositiveInfinity, double.NegativeInfinity })
        {
            var script = new Script(Settings(Pbt with { Synchronous = true }, 3, Space), 3);
            double[] scores = [20, infinity, 10];
            for (var i = 0; i < 3; i++) script.Report(i, 10, scores[i]);
            Assert.Equal(1, script.Exploits.Single().Victim.Value);
        }
    }

    [Fact]
    public void Equal_scores_copy_nobody()
    {
        var script = new Script(Settings(Pbt with { Synchronous = true }, 4, Space), 4);
        for (var i = 0; i < 4; i++) script.Report(i, 10, 7);
        Assert.Empty(script.Exploits);
        Assert.Equal(1, script.State.Generation);
    }

    [Fact]
    public void A_dead_member_is_not_waited_for()
    {
        var pbt = Pbt with { Synchronous = true, ReviveFailed = false };
        var script = new Script(Settings(pbt, 4, Space) with { MaxFailures = 0 }, 4);
        for (var i = 0; i < 3; i++) Assert.Equal('H', script.Report(i, 10, i));
        script.Fail(3);
        Assert.Equal(1, script.State.Generation);
        Assert.Equal(TrialStatus.Failed, script.State[new TrialId(3)].Status);
        Assert.Equal([0], script.Exploits.Select(e => e.Victim.Value));
    }

    [Fact]
    public void A_failed_member_is_revived_from_a_donor()
    {
        foreach (var synchronous in new[] { true, false })
        {
            var script = new Script(
                Settings(Pbt with { Synchronous = synchronous }, 4, Space) with { MaxFailures = 0 }, 4);
            script.Fail(3);
            for (var i = 0; i < 3; i++) script.Report(i, 10, i);
            var revival = script.Exploits.First(e => e.Victim.Value == 3);
            Assert.True(double.IsNaN(revival.VictimScore));
            Assert.Equal(revival.PopulationSize, revival.VictimRank);
            Assert.Equal(TrialStatus.Running, script.State[new TrialId(3)].Status);
            Assert.Equal(10, script.State[new TrialId(3)].Time);
        }
    }

    [Fact]
    public void A_late_member_is_ranked_by_its_last_score_after_the_timeout()
    {
        var pbt = Pbt with { Synchronous = true, GenerationTimeout = TimeSpan.FromMinutes(1) };
        var script = new Script(Settings(pbt, 3, Space), 3);
        for (var i = 0; i < 3; i++) script.Report(i, 10, i);
        script.Report(0, 20, 0);
        script.Report(1, 20, 1);
        Assert.Equal(1, script.State.Generation);
        script.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(2, script.State.Generation);
        Assert.Equal((0, 2), (script.Exploits.Last().Victim.Value, script.Exploits.Last().Donor.Value));
        Assert.Equal('H', script.Report(2, 20, 5));
    }

    [Fact]
    public void A_margin_must_be_reached()
    {
        foreach (var (margin, copies) in new[] { (3.0, false), (1.5, true) })
        {
            var script = new Script(Settings(Pbt with { Synchronous = true, Margin = Margin.Of(margin) }, 2, Space), 2);
            script.Report(0, 10, 1);
            script.Report(1, 10, 3);
            Assert.Equal(copies ? 1 : 0, script.Exploits.Count());
        }
    }

    [Fact]
    public void A_margin_of_standard_errors_uses_those_of_both()
    {
        foreach (var (error, copies) in new[] { (1.0, false), (0.5, true) })
        {
            var pbt = Pbt with { Synchronous = true, Margin = Margin.OfStandardErrors(2, "se") };
            var script = new Script(Settings(pbt, 2, Space), 2);
            script.Report(0, new Metrics([new("t", 10), new("score", 1), new("se", error)]));
            script.Report(1, new Metrics([new("t", 10), new("score", 3), new("se", error)]));
            Assert.Equal(copies ? 1 : 0, script.Exploits.Count());
        }
    }

    [Fact]
    public void Older_members_are_not_ranked_with_younger_ones()
    {
        var script = new Script(Settings(Pbt with { MaxSkew = 1 }, 3, Space), 3);
        script.Report(0, 100, 10);
        Assert.Equal('C', script.Report(1, 10, 1));
        Assert.Equal('X', script.Report(2, 10, 0.5));
        Assert.Equal(1, script.Exploits.Single().Donor.Value);
    }

    [Fact]
    public void A_cool_down_decides_nothing_and_lowers_the_rate_to_zero()
    {
        var pbt = new PopulationBasedTraining { PerturbationInterval = 2, CoolDown = 0.5 };
        var script = new Script(Settings(pbt, 2, Space) with { Stop = Stop.AtIteration(8) }, 2);
        var factors = new List<double>();
        for (var t = 1; t <= 8; t++)
        {
            script.Report(0, t, t);
            script.Report(1, t, 0);
            var last = script.Commands.OfType<Answer>().Last(a => a.Trial.Value == 0);
            if (last.Kind == ReplyKind.Continue) factors.Add(last.LearningRateFactor);
        }

        Assert.Equal([1, 1, 1, 1, 0.75, 0.5, 0.25], factors);
        Assert.All(script.Exploits, exploit => Assert.InRange(exploit.Iteration, 2, 4));
        Assert.Equal(2, script.Exploits.Count());
        Assert.All(script.State.Trials, trial => Assert.Equal(TrialStatus.Completed, trial.Status));
    }

    [Fact]
    public void A_binary_tournament_copies_a_better_rival_only()
    {
        var pbt = Pbt with { Synchronous = true, Exploit = new BinaryTournament() };
        var script = new Script(Settings(pbt, 6, Space), 6);
        for (var t = 10; t <= 200; t += 10)
        {
            for (var i = 0; i < 6; i++) script.Report(i, t, i);
        }

        Assert.NotEmpty(script.Exploits);
        Assert.All(script.Exploits, exploit => Assert.True(exploit.DonorScore > exploit.VictimScore));
        Assert.DoesNotContain(script.Exploits, exploit => exploit.Victim.Value == 5);
        Assert.Contains(script.Exploits, exploit => exploit.Donor.Value is > 0 and < 5);
    }

    [Fact]
    public void A_t_test_needs_evidence()
    {
        var pbt = Pbt with { Synchronous = true, Exploit = new WelchTTest { Window = 5 } };
        foreach (var (gap, copies) in new[] { (0.1, false), (10.0, true) })
        {
            var script = new Script(Settings(pbt, 2, Space), 2);
            double[] noise = [0.3, -0.4, 0.1, 0.5, -0.5];
            for (var t = 0; t < 5; t++)
            {
                script.Report(0, 2 + (2 * t), noise[t]);
                script.Report(1, 2 + (2 * t), gap + noise[4 - t]);
            }

            Assert.Equal(copies ? 1 : 0, script.Exploits.Count());
        }
    }

    [Theory]
    [InlineData(1.812, 0.05)]
    [InlineData(2.228, 0.025)]
    [InlineData(-1.812, 0.95)]
    public void The_p_value_is_that_of_the_table_of_Students_distribution(double t, double p)
    {
        // Six values of variance 6/5 on each side: the difference's error is the root of 2/5, with 10 degrees of
        // freedom.
        ImmutableArray<double> member = [-1, 1, -1, 1, -1, 1];
        ImmutableArray<double> rival = [.. member.Select(x => x + (t * Math.Sqrt(2.0 / 5)))];
        Assert.Equal(p, WelchTTest.PValue(rival, member), 0.0005);
    }

    [Fact]
    public void Too_few_or_constant_scores_have_plain_p_values()
    {
        Assert.Equal(1, WelchTTest.PValue([1], [0, 0]));
        Assert.Equal(0, WelchTTest.PValue([1, 1], [0, 0]));
        Assert.Equal(1, WelchTTest.PValue([0, double.NaN], [0, 0]));
    }

    [Fact]
    public void An_exploit_gives_new_retries_but_failures_are_counted_through_it()
    {
        var script = FiveTrials();
        script.Fail(0);
        script.Report(0, 10, 0);
        Assert.Equal('X', script.Report(0, 20, -100));
        script.Fail(0);
        script.Lose(0);
        Assert.Equal((2, 1), (script.State.Trials[0].Failures, script.State.Trials[0].LostWorkers));
        Assert.False(script.State.Trials[0].HasEnded);
        script.Fail(0);
        Assert.Equal((3, TrialStatus.Failed), (script.State.Trials[0].Failures, script.State.Trials[0].Status));
    }
}
