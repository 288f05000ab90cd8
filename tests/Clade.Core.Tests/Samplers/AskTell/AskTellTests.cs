namespace Clade.Core.Tests.Samplers;

/// <summary>A sampler in a loop of the user's own.</summary>
public sealed class AskTellTests
{
    private static readonly SearchSpace Space = new()
    {
        ["x"] = Search.Uniform(-1, 1),
        ["kind"] = Search.Choice("a", "b"),
    };

    private static AskTell NewSearch(ulong seed = 1) =>
        new(new RandomSampler(), Space, Objective.Minimize("loss"), seed);

    [Fact]
    public void Trials_are_numbered_and_lie_in_the_space()
    {
        var search = NewSearch();
        var trials = Enumerable.Range(0, 5).Select(_ => search.Ask()).ToList();

        Assert.Equal([0, 1, 2, 3, 4], trials.Select(static trial => trial.Id.Value));
        Assert.All(trials, static trial => Assert.Empty(Space.Mistakes(trial.Config)));
        Assert.Equal(trials, search.Pending);
        Assert.Equal(5, trials.Select(static trial => trial.Config).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_asks_for_what_an_experiment_would()
    {
        var (one, other) = (NewSearch(), NewSearch());
        for (var trial = 0; trial < 3; trial++)
        {
            var config = one.Ask().Config;
            Assert.Equal(config, other.Ask().Config);
            Assert.Equal(config, new RandomSampler().Propose(Space, trial, 1));
        }

        Assert.NotEqual(NewSearch(seed: 2).Ask().Config, NewSearch(seed: 1).Ask().Config);
    }

    [Fact]
    public void The_best_follows_the_objectives_direction()
    {
        foreach (var (objective, best) in new[] { (Objective.Minimize("loss"), 1), (Objective.Maximize("loss"), 2) })
        {
            var search = new AskTell(new RandomSampler(), Space, objective);
            Assert.Null(search.Best);
            var trials = Enumerable.Range(0, 6).Select(_ => search.Ask()).ToList();
            search.TellFailed(trials[5]);
            search.Tell(trials[4], double.NegativeInfinity);
            search.Tell(trials[3], double.NaN);
            Assert.Null(search.Best);

            search.Tell(trials[2], 0.5);
            search.Tell(trials[0], 0.25);
            search.Tell(trials[1], new Metrics([new("accuracy", 0.9), new("loss", -0.75)]));
            Assert.Equal(trials[best].Id, search.Best?.Id);
            Assert.Equal(best == 1 ? -0.75 : 0.5, search.Best?.Value);
        }
    }

    [Fact]
    public void Of_equal_trials_the_earliest_is_the_best()
    {
        var search = NewSearch();
        var (first, second) = (search.Ask(), search.Ask());
        search.Tell(second, 1);
        search.Tell(first, 1);

        Assert.Equal(first.Id, search.Best?.Id);
    }

    [Fact]
    public void What_was_told_is_kept_by_number()
    {
        var search = NewSearch();
        var (first, second, third) = (search.Ask(), search.Ask(), search.Ask());
        search.Tell(third, 3);
        search.TellFailed(first);

        Assert.Equal([second], search.Pending);
        Assert.Equal([first.Id, third.Id], search.Told.Select(static told => told.Id));
        Assert.Equal([true, false], search.Told.Select(static told => told.HasFailed));
        Assert.Equal([double.NaN, 3], search.Told.Select(static told => told.Value));
        Assert.Equal([Metrics.Empty, new Metrics([new("loss", 3)])], search.Told.Select(static told => told.Metrics));
    }

    [Fact]
    public void A_trial_is_told_once()
    {
        var search = NewSearch();
        var (reached, failed) = (search.Ask(), search.Ask());
        search.Tell(reached, 0.5);
        search.TellFailed(failed);

        var again = Assert.Throws<ArgumentException>(() => search.Tell(reached, 0.25));
        Assert.StartsWith($"Trial 0 ({reached.Config}) can't be told, because it was told before that it reached " +
            "loss=0.5. Tell each trial once; to evaluate a configuration again, ask for another trial.", again.Message);
        Assert.Contains("that it failed.", Assert.Throws<ArgumentException>(() => search.TellFailed(failed)).Message);
        Assert.Equal(0.5, search.Told[0].Value);
    }

    [Fact]
    public void A_trial_of_another_search_is_refused()
    {
        var (search, other) = (NewSearch(), NewSearch());
        search.Tell(search.Ask(), 1);
        search.Ask();
        foreach (var foreign in new[] { other.Ask(), other.Ask(), other.Ask() })
        {
            var mistake = Assert.Throws<ArgumentException>(() => search.Tell(foreign, 1));
            Assert.StartsWith($"Trial {foreign.Id} ({foreign.Config}) can't be told, because this search has not " +
                "asked for it. Tell the search that did.", mistake.Message);
        }

        Assert.Single(search.Pending);
    }

    [Fact]
    public void Metrics_without_the_objective_are_refused()
    {
        var search = NewSearch();
        var trial = search.Ask();

        var mistake = Assert.Throws<ArgumentException>(() => search.Tell(trial, new Metrics([new("accuracy", 1)])));
        Assert.StartsWith("The metrics (accuracy) have no 'loss', which the search is to minimize loss. Add it, or " +
            "tell that the trial failed.", mistake.Message);
        search.Tell(trial, 1);
    }

    [Fact]
    public void Mistakes_of_the_space_and_the_sampler_are_reported_at_the_start()
    {
        var empty = new SearchSpace { ["x"] = Search.Uniform(1, 0) };
        Assert.Contains("'x'", Assert.Throws<SearchSpaceException>(
            () => new AskTell(new RandomSampler(), empty, Objective.Minimize("loss"))).Message);

        var outside = new RandomSampler { StartingConfigurations = [Configuration.Of(("x", 2.0))] };
        Assert.Contains("Starting configuration 0", Assert.Throws<SearchSpaceException>(
            () => new AskTell(outside, Space, Objective.Minimize("loss"))).Message);
    }

    [Fact]
    public void A_grid_comes_to_its_end()
    {
        var space = new SearchSpace { ["kind"] = Search.Choice("a", "b") };
        var search = new AskTell(new GridSampler(), space, Objective.Minimize("loss"));
        Assert.True(search.TryAsk(out var first));
        Assert.Equal("b", search.Ask().Config["kind"]);

        Assert.False(search.TryAsk(out var none));
        Assert.Null(none);
        Assert.StartsWith("There is no trial 2, because GridSampler has proposed all its configurations. Ask with " +
            "TryAsk,", Assert.Throws<InvalidOperationException>(search.Ask).Message);
        search.Tell(first, 1);
        Assert.Single(search.Told);
    }

    [Fact]
    public void Many_threads_may_ask_and_tell()
    {
        var search = NewSearch();
        Parallel.For(0, 200, i => search.Tell(search.Ask(), i));

        Assert.Empty(search.Pending);
        Assert.Equal(Enumerable.Range(0, 200), search.Told.Select(static told => told.Id.Value));
        Assert.Equal(0, search.Best?.Value);
    }

    [Fact]
    public void A_metric_that_the_sampler_needs_must_be_told()
    {
        var sampler = new NsgaIISampler { Objectives = [Objective.Minimize("loss"), Objective.Minimize("time")] };
        var search = new AskTell(sampler, Space, Objective.Minimize("loss"));
        var trial = search.Ask();
        Assert.Contains(
            "'time'", Assert.Throws<ArgumentException>(() => search.Tell(trial, 1)).Message, StringComparison.Ordinal);
        search.Tell(trial, new Metrics([new("loss", 1), new("time", 2)]));
    }
}
