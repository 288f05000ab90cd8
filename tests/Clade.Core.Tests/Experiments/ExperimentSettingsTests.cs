namespace Clade.Core.Tests.Experiments;

public sealed class ExperimentSettingsTests
{
    [Fact]
    public void What_reports_must_carry_follows_a_changed_copy()
    {
        var settings = PbtScenarioTests.Settings(new PopulationBasedTraining { PerturbationInterval = 1 }, trials: 2);
        Assert.Equal(["score"], settings.RequiredMetrics);
        Assert.Equal(
            ["loss", "t", "norm"],
            (settings with
            {
                Objective = Objective.Minimize("loss"),
                Scheduler = new PopulationBasedTraining { PerturbationInterval = 1, TimeAttribute = "t" },
                Stop = Stop.WhenMetricAtMost("norm", 1),
            }).RequiredMetrics);
    }
}
