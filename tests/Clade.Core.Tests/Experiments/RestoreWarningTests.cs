namespace Clade.Core.Tests.Experiments;

/// <summary>Weights that were probably not restored.</summary>
public sealed class RestoreWarningTests
{
    private static readonly PopulationBasedTraining Pbt = new() { PerturbationInterval = 1, ResampleProbability = 0 };

    [Fact]
    public void A_fall_to_what_a_first_iteration_gives_is_warned_of()
    {
        var script = NearlyEqualMembersOfWhichTheWorstWasReplaced();

        script.Report(0, 3, 0.3);

        var warning = Assert.Single(script.Warnings);
        Assert.Equal("score-fell-after-restore", warning.Code);
        Assert.Contains("fell by 0.63", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fall_among_nearly_equal_members_that_no_fresh_start_would_explain_is_not()
    {
        var script = NearlyEqualMembersOfWhichTheWorstWasReplaced();

        script.Report(0, 3, 0.8);

        Assert.Empty(script.Warnings);
    }

    private static Script NearlyEqualMembersOfWhichTheWorstWasReplaced()
    {
        var space = new SearchSpace { ["lr"] = Search.Uniform(0.1, 1) };
        var script = new Script(PbtScenarioTests.Settings(Pbt, trials: 4, space), slots: 4);
        for (var i = 0; i < 4; i++) script.Report(i, 1, 0.3);
        for (var i = 3; i > 0; i--) Assert.Equal('C', script.Report(i, 2, 0.9 + (0.01 * i)));
        Assert.Equal('X', script.Report(0, 2, 0.9));
        return script;
    }
}
