using System.Collections.Immutable;
using Clade.GaussianProcesses;

namespace Clade.Core.Tests.Samplers;

/// <summary>Learning from what trials reached at the levels of a scheduler.</summary>
public sealed class MobsterSamplerTests
{
    private static readonly SearchSpace Space = new() { ["x"] = Search.Uniform(0, 1), ["y"] = Search.Uniform(0, 1) };

    private static readonly SpaceEncoding Encoding = new(Space);

    [Fact]
    public void What_all_gain_from_level_to_level_is_taken_off()
    {
        // All gain 10, and only the better half goes on; the fifth has failed.
        var trials = Enumerable.Range(0, 4).Select(i => Trial(i, i < 2 ? [(1, i)] : [(1, i), (3, i + 10)])).ToList();
        var evidence = LevelEvidence.Of(
            Encoding, new TrialHistory([.. trials, new Observation(4, trials[0].Config, Score.Worst, 1)], []));

        Assert.Equal([0, 0, 0, 1, 0, 1, 0], evidence.Places.Select(static place => place[2]));
        Assert.Equal(evidence.Values[2], evidence.Values[3], 1e-12);
        Assert.Equal(evidence.Values[4], evidence.Values[5], 1e-12);
        Assert.True(evidence.Values[1] < evidence.Values[2]);
        Assert.Equal(evidence.Values[0], evidence.Values[6]);
    }

    [Fact]
    public void Proposals_are_compared_at_the_highest_level_that_enough_trials_reached()
    {
        var trials = Enumerable.Range(0, 9).Select(i => Trial(i, [.. Levels(i)])).ToImmutableArray();
        var evidence = LevelEvidence.Of(Encoding, new TrialHistory(trials[..5], trials[5..]));

        // Nine at level 1, three at level 3, one at level 9: three are more than the two dimensions.
        Assert.Equal(0.5, evidence.Resource!.Value, 1e-12);
        Assert.Equal(3, evidence.Comparable.Length);
        Assert.Equal(13, evidence.Places.Length);
        // Of the four pending ones, one has been there already.
        Assert.Equal(3, evidence.Believed.Length);
        Assert.All(evidence.Believed, static place => Assert.Equal(0.5, place[2], 1e-12));

        static IEnumerable<(double, double)> Levels(int i)
        {
            yield return (1, i);
            if (i % 3 == 0) yield return (3, i);
            if (i == 0) yield return (9, i);
        }
    }

    [Fact]
    public void Pending_trials_that_were_compared_are_learned_from()
    {
        var pending = Enumerable.Range(0, 12).Select(static i => Trial(i, [(1, 0)])).ToImmutableArray();
        Assert.Equal(12, LevelEvidence.CountScored(new TrialHistory([], pending)));
        Assert.Equal(0, LevelEvidence.CountScored(new TrialHistory([], [pending[0] with { Levels = [] }])));
    }

    [Fact]
    public void Without_levels_it_is_the_gaussian_process_sampler()
    {
        var observed = Enumerable.Range(0, 12)
            .Select(static i => Trial(i, []) with { Score = new Score(i % 5), Iteration = i }).ToImmutableArray();
        var evidence = LevelEvidence.Of(Encoding, new TrialHistory(observed, []));
        Assert.All(evidence.Places, static place => Assert.Equal(0, place[2]));
        Assert.Equal(12, evidence.Comparable.Length);
        Assert.Equal(Evidence.OfTrials(Encoding, new TrialHistory(observed, [])).Values, evidence.Values);
    }

    [Fact]
    public void Short_trials_say_where_long_ones_do_well()
    {
        // The best place is (0.3, 0.7); at level 9 only three trials were seen, all in the wrong corner.
        var observed = Enumerable.Range(0, 30)
            .Select(i =>
            {
                var trial = Trial(i, []);
                return trial with { Levels = [new LevelScore(1, new Score(Curve(trial.Config) - 1))] };
            })
            .Select(static (trial, i) => i % 10 == 0
                ? trial with { Levels = trial.Levels.Add(new LevelScore(9, new Score(Curve(trial.Config)))) }
                : trial)
            .ToImmutableArray();
        var config = new MobsterSampler().Propose(
            new ProposalRequest(Space, Trial: 30, Seed: 1, new TrialHistory(observed, [])))!;
        Assert.True(Curve(config) > -0.01, $"{config}: {Curve(config)}");
    }

    private static double Curve(Configuration config) =>
        -Math.Pow(config["x"].ToDouble() - 0.3, 2) - Math.Pow(config["y"].ToDouble() - 0.7, 2);

    private static Observation Trial(int trial, ImmutableArray<(double Level, double Score)> levels)
    {
        var config = Space.Sample(KeyedRandom.For(5, RandomPurpose.Sample, trial));
        return new Observation(trial, config, Score.Worst, Iteration: 1)
        {
            Levels = [.. levels.Select(static level => new LevelScore(level.Level, new Score(level.Score)))],
        };
    }

    [Fact]
    public void A_trial_that_ended_before_the_first_level_counts_there()
    {
        // Levels are steps of training here, and iterations are reports: the one is no measure of the other.
        var early = new Observation(2, Trial(2, []).Config, new Score(5), Iteration: 7);
        var evidence = LevelEvidence.Of(
            Encoding, new TrialHistory([Trial(0, [(1000, 1), (3000, 2)]), Trial(1, [(1000, 2)]), early], []));
        Assert.Equal([0, 1, 0, 0], evidence.Places.Select(static place => place[2]));
    }
}
