namespace Clade.Core.Tests.Samplers;

/// <summary>Outcomes of earlier experiments, checked and fitted.</summary>
public sealed class EarlierTrialTests
{
    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.LogUniform(1e-3, 1),
        ["width"] = Search.RandInt(8, 65),
        ["kind"] = Search.Choice("a", "b"),
        ["momentum"] = Search.Uniform(0, 1).When("kind", "b"),
    };

    [Fact]
    public void What_does_not_fit_is_refused_with_the_reason()
    {
        var sampler = new CmaEsSampler
        {
            EarlierTrials =
            [
                EarlierTrial.Of(Configuration.Of(("lr", 0.1), ("width", 8), ("kind", "a")), ("loss", 1)),
                EarlierTrial.Of(Configuration.Of(("lr", 5), ("width", 8), ("kind", "a")), ("loss", 1)),
                EarlierTrial.Of(Configuration.Of(("lr", 0.1), ("width", 8), ("kind", "b")), ("accuracy", 1)),
            ],
        };
        var mistakes = sampler.Mistakes(Space);
        Assert.Equal(2, mistakes.Count);
        Assert.StartsWith("Earlier trial 1: Hyperparameter 'lr': 5.0 is " +
            "outside", mistakes[0], StringComparison.Ordinal);
        Assert.StartsWith("Earlier trial 2: Hyperparameter 'momentum' is " +
            "missing", mistakes[1], StringComparison.Ordinal);
        Assert.Equal(
            "Earlier trial 2 has no 'loss', which this experiment needs. It has accuracy. Add it, or leave the " +
            "trial out.",
            Assert.Single(sampler.Mistakes(Objective.Minimize("loss"))));
        Assert.Contains("learns nothing", Assert.Single(new RandomSampler
        {
            EarlierTrials = [sampler.EarlierTrials[0]],
        }.Mistakes(Space)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_of_another_space_is_fitted()
    {
        var old = EarlierTrial.Of(
            Configuration.Of(("lr", 5.0), ("width", 20.4), ("gone", 1), ("kind", "b")), ("loss", 1));
        var fitted = old.FittedTo(Space, Configuration.Of(("momentum", 0.9)));
        Assert.Empty(Space.Mistakes(fitted.Config));
        Assert.Equal((20, 0.9), (fitted.Config["width"].ToInt64(), fitted.Config["momentum"].ToDouble()));
        Assert.InRange(fitted.Config["lr"].ToDouble(), 0.999, 1);
        Assert.False(fitted.Config.ContainsKey("gone"));

        var refusal = Assert.Throws<SearchSpaceException>(() => old.FittedTo(Space));
        Assert.Contains("'momentum' is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_observed_before_the_trials()
    {
        var config = Configuration.Of(("lr", 1), ("width", 8), ("kind", "a"));
        var sampler = new CmaEsSampler { EarlierTrials = [EarlierTrial.Of(config.With("lr", 0.5), ("loss", 2))] };
        var observed = Assert.Single(sampler.EarlierObservations(Space, Objective.Minimize("loss")));
        Assert.Equal((-1, -2), (observed.Trial, observed.Score.Value));
        Assert.Equal("CmaEsSampler with 1 earlier trials", sampler.Describe());
    }
}
