using Clade.Core.Tests.Experiments;
using Clade.Experiments;
using Clade.Schedulers;

namespace Clade.Core.Tests.Schedulers.ImprovementRate;

/// <summary>
/// Eight trials by hand. 0, 2, 4 are selected by score, 1, 3, 5 by their rate of improvement; 6 and 7 evaluate. Each
/// generation has eight reports.
/// </summary>
public sealed class ImprovementRateTests
{
    private const int Members = 8;
    private const int Reports = 8;

    private static readonly PopulationBasedTraining Pbt = new()
    {
        PerturbationInterval = Reports,
        Synchronous = true,
        ResampleProbability = 0,
        PerturbationFactors = [1.25, 0.8],
        ImprovementRate = new FasterImprovementRate(),
    };

    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.LogUniform(1e-6, 1e6),
        ["layers"] = Search.RandInt(1, 100).Structural(),
    };

    // What trial i reports in every generation unless a test says otherwise: the higher its number, the worse.
    private static readonly double[] Scores = [3, 0.5, 2, 0.4, 1, 0.3, 0.2, 0.1];

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

    /// <summary>Plays a generation, in which some report as a function of the report's number, from 0 on.</summary>
    private static List<Command> Play(Script script, params (int Trial, Func<int, double> Score)[] others)
    {
        var first = script.Commands.Count;
        for (var i = 0; i < Reports; i++)
        {
            foreach (var trial in script.Running)
            {
                var other = others.FirstOrDefault(other => other.Trial == trial).Score;
                script.Report(trial, script.State.Generation, other is null ? Scores[trial] : other(i));
            }
        }

        return script.Commands[first..];
    }

    private static (int Victim, int Donor)[] Pairs(IEnumerable<Command> commands) =>
        [.. commands.OfType<ExploitDonor>().Select(static e => (e.Record.Victim.Value, e.Record.Donor.Value))];

    private static string[] Ends(IEnumerable<Command> commands) =>
        [.. commands.OfType<EndEvaluation>().Select(static e => $"{e.Evaluator}: {e.Reason}")];

    /// <summary>Evaluator 6 comes up to 3, where its child begins, at its third report, and goes on rising.</summary>
    private static (int, Func<int, double>) Rising(double from) => (6, i => from + i);

    [Fact]
    public void Evaluators_take_the_weights_of_parents_and_the_hyperparameters_of_the_best_child()
    {
        var script = NewScript();
        var commands = Play(script);
        // The first sub-population has selected; 4 is the worst, so 0 is the best that was not perturbed.
        Assert.Equal([(4, 0), (6, 1), (7, 3)], Pairs(commands));
        var record = script.Exploits.ElementAt(1);
        Assert.Equal(new Configuration([new("lr", 1.0), new("layers", 11)]), record.Config);
        Assert.Equal("evaluates trial 1 with the hyperparameters of trial 0", record.Note);
        Assert.Equal(
            new EvaluationState(new TrialId(3), 3, new TrialId(0), 0, 8), script.State[new TrialId(7)].Evaluation);
        Assert.All([6, 7], id => Assert.Empty(script.State[new TrialId(id)].Course!.Curve!));
    }

    [Fact]
    public void The_slower_parent_copies_the_faster_one_and_its_evaluator_goes_to_who_waits_longest()
    {
        var script = NewScript();
        Play(script);
        var commands = Play(script, Rising(1.5), (7, static i => 0.9 + (0.5 * i)));
        // 7 begins lower, and its third report is above the first of 6. Within six reports from there on it gets to
        // 4.4, and 6 to 6.5.
        Assert.Equal([(4, 0), (3, 1), (7, 5)], Pairs(commands));
        Assert.Equal(["7: trial 3 gave up the weights"], Ends(commands));
        var record = script.Exploits.Single(static r => r.Victim.Value == 3);
        Assert.Equal((2, 1, 2), (record.VictimRank, record.DonorRank, record.PopulationSize));
        Assert.Equal("improvement rate -2.1, and 2.1 of trial 1", record.Note);
        Assert.Contains(record.Config["lr"].ToDouble(), new[] { 2 * 1.25, 2 * 0.8 });
    }

    [Fact]
    public void Weights_that_improve_faster_are_handed_down_to_the_child_which_keeps_its_hyperparameters()
    {
        var script = NewScript();
        Play(script);
        Play(script, Rising(1.5), (7, static i => 0.9 + (0.5 * i)));
        var commands = Play(script, Rising(9.5), (7, static i => 0.9 + (0.5 * i)));

        // 14 reports of 6 are compared, all better: 1 in 2^14.
        var record = script.Exploits.Single(static r => r.Donor.Value == 6);
        Assert.Equal(0, record.Victim.Value);
        Assert.Equal(new Configuration([new("lr", 1.0), new("layers", 11)]), record.Config);
        Assert.StartsWith("weights of trial 1, evaluated by trial 6: faster, p = 0.0001 over 14", record.Note,
            StringComparison.Ordinal);
        var child = script.State[new TrialId(0)];
        Assert.Equal((1, 16), (child.Founder.Value, child.Course!.Curve!.Count));

        // 5 copied, so the evaluators go to 1, which was evaluated up to now, and to 3, which copied before.
        Assert.Equal([(4, 0), (5, 1), (0, 6), (6, 1), (7, 3)], Pairs(commands));
        Assert.Equal(2, Ends(commands).Length);
        Assert.Equal(child.Segment, script.State[new TrialId(6)].Evaluation!.ChildSegment);
    }

    [Fact]
    public void An_evaluation_ends_when_its_child_is_given_up()
    {
        var script = NewScript();
        Play(script);
        // The first sub-population turns round: 0 is the worst now.
        var commands = Play(script, (0, static _ => -1), Rising(1.5));
        Assert.Contains((0, 2), Pairs(commands));
        Assert.Contains("6: trial 0 gave up what they were compared with", Ends(commands));
        Assert.Equal(2, script.State[new TrialId(6)].Evaluation!.Child.Value);
    }

    [Fact]
    public void A_diverged_evaluator_ends_its_parents_weights_and_evaluates_another()
    {
        var script = NewScript();
        Play(script);
        var commands = Play(script, Rising(1.5), (7, static i => i < 5 ? 2 : double.NaN));
        Assert.Equal([(4, 0), (3, 1), (7, 5)], Pairs(commands));
    }

    [Fact]
    public void A_diverged_parent_copies_one_that_is_all_right()
    {
        var script = NewScript();
        Play(script);
        var pairs = Pairs(Play(script, Rising(1.5), (5, static _ => double.NaN)));
        Assert.Contains((5, 1), pairs);
        Assert.DoesNotContain(pairs, static pair => pair.Donor == 5);
    }

    [Fact]
    public void Whoever_failed_starts_again_in_its_own_part()
    {
        var script = NewScript();
        Play(script);
        foreach (var id in new[] { 2, 5, 6 })
        {
            script.Fail(id);
            script.Fail(id);
        }

        var commands = Play(script);
        Assert.Equal(["6: the evaluator ended"], Ends(commands)[..1]);
        Assert.All([2, 5, 6], id => Assert.False(script.State[new TrialId(id)].HasEnded));
        var pairs = Pairs(commands).ToDictionary(static pair => pair.Victim, static pair => pair.Donor);
        Assert.Equal(0, pairs[2]);
        Assert.Contains(pairs[5], new[] { 1, 3 });
        Assert.Contains(pairs[6], new[] { 1, 3 });
    }

    [Fact]
    public void A_late_evaluator_is_left_to_train()
    {
        var script = NewScript(Pbt with { GenerationTimeout = TimeSpan.FromSeconds(1) });
        Play(script);
        for (var i = 0; i < Reports; i++)
        {
            for (var trial = 0; trial < Members - 1; trial++) script.Report(trial, 1, Scores[trial]);
        }

        script.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(2, script.State.Generation);
        Assert.Equal(3, script.State[new TrialId(7)].Evaluation!.Parent.Value);
    }

    [Fact]
    public void Parts_get_a_trial_in_turn_and_all_further_ones_are_selected_by_score()
    {
        var rate = new FasterImprovementRate { ParentSizes = [3, 2], Evaluators = 4 };
        Assert.Equal(
            [1, 2, 3, 1, 2, 3, 1, 2, 0, 0, 0, 0, 1, 1],
            Enumerable.Range(0, 14).Select(i => ImprovementParts.PartOf(rate, new TrialId(i))));
        Assert.Equal(12, rate.TrialsMin);
    }
}
