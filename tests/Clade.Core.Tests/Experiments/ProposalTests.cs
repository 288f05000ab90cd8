using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>How an experiment asks a sampler that learns, and goes on meanwhile.</summary>
public sealed class ProposalTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(1);

    private static ExperimentSettings Settings(int? trials = 4, Scheduler? scheduler = null) => new()
    {
        Name = "learning",
        Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
        Objective = Objective.Maximize("score"),
        Sampler = new CountingSampler(),
        Scheduler = scheduler ?? new FirstInFirstOut(),
        Stop = Stop.AtIteration(1),
        Trials = trials,
        Seed = 3,
        Resources = new Resources(),
    };

    private static RequestProposal Asked(Script script) => script.Commands.OfType<RequestProposal>().Last();

    [Fact]
    public void A_slot_waits_for_the_sampler_and_the_sampler_is_asked_once()
    {
        var script = new Script(Settings(), slots: 2);
        Assert.Empty(script.Running);
        Assert.Equal(new TrialId(0), Assert.Single(script.Commands.OfType<RequestProposal>()).Trial);

        script.Propose(Quick);
        Assert.Equal([0], script.Running);
        Assert.Equal(new TrialId(1), Asked(script).Trial);

        script.Propose(Quick);
        Assert.Equal([0, 1], script.Running);
        // No slot is free: the next is asked when one is, and knows what was reported until then.
        Assert.Null(script.State.ProposalAwaited);
    }

    [Fact]
    public void The_sampler_knows_what_trials_reached_and_which_still_run()
    {
        var script = new Script(Settings(), slots: 2);
        script.Propose(Quick);
        script.Propose(Quick);
        script.Report(0, 1, 0.75);

        var history = Proposals.HistoryOf(script.Settings, script.State);
        var observed = Assert.Single(history.Observations);
        Assert.Equal((0, new Score(0.75), 1L), (observed.Trial, observed.Score, observed.Iteration));
        Assert.Equal(1, Assert.Single(history.Pending).Trial);
        var (config, mistake) = Proposals.Compute(script.Settings, script.State, Asked(script), new SamplerMemory());
        Assert.Null(mistake);
        Assert.Equal(0.51, config!["x"].ToDouble());
    }

    [Fact]
    public void One_that_takes_long_is_asked_ahead()
    {
        var script = new Script(Settings(), slots: 1);
        script.Propose(Proposals.LongTime);
        Assert.Equal([0], script.Running);
        Assert.Equal(new TrialId(1), script.State.ProposalAwaited);

        script.Propose(Proposals.LongTime);
        Assert.Equal([0], script.Running);
        script.Report(0, 1, 0.5);
        Assert.Equal([1], script.Running);
        Assert.Equal(new TrialId(2), script.State.ProposalAwaited);
    }

    [Fact]
    public void Another_driver_asks_again()
    {
        var script = new Script(Settings(), slots: 1);
        script.Open(script.Settings);
        Assert.Equal(2, script.Commands.OfType<RequestProposal>().Count());

        script.Propose(Quick);
        Assert.Equal([0], script.Running);
    }

    [Fact]
    public void An_answer_that_comes_twice_is_one()
    {
        var script = new Script(Settings(), slots: 1);
        script.Propose(Quick);
        script.Propose(Quick, trial: 0);
        Assert.Single(script.State.Trials);
    }

    [Fact]
    public void A_mistake_ends_the_experiment_in_order()
    {
        var script = new Script(Settings(), slots: 2);
        script.Propose(Quick);
        script.Propose(Quick, mistake: "the function of 'x' threw");
        Assert.Equal((ExperimentStatus.Failed, "the function of 'x' threw"),
            (script.State.Closing!.Status, script.State.Closing.Reason));
        script.Report(0, 1, 0.5);
        Assert.Equal(ExperimentStatus.Failed, script.State.Status);
    }

    [Fact]
    public void When_there_is_none_left_the_experiment_ends_with_what_it_has()
    {
        var script = new Script(Settings(trials: null), slots: 1);
        script.Propose(Quick);
        script.Report(0, 1, 0.5);
        script.Propose(Quick, isLast: true);
        Assert.Equal(ExperimentStatus.Completed, script.State.Status);
        Assert.Single(script.State.Trials);
    }

    [Fact]
    public void A_population_is_asked_for_one_after_the_other()
    {
        var script = new Script(
            Settings(trials: 3, new PopulationBasedTraining { PerturbationInterval = 1 }), slots: 1);
        for (var i = 0; i < 3; i++) script.Propose(Quick);
        Assert.Equal(3, script.State.Trials.Count);
        Assert.Null(script.State.ProposalAwaited);
    }

    /// <summary>Proposes half, and a hundredth more for each trial that it knows the result of.</summary>
    private sealed record CountingSampler : Sampler
    {
        internal override bool Learns => true;

        internal override Configuration? Propose(ProposalRequest request) => request.Space.Complete(
            Configuration.Empty, KeyedRandom.For(1, RandomPurpose.Sample),
            Configuration.Empty.With("x", 0.5 + (request.History.Observations.Length / 100.0)));

        internal override int? CountOf(SearchSpace space, int? trials) => trials;
    }
}
