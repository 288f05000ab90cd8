namespace Clade.Simulation.Tests.Swarm;

/// <summary>Stop rules for a seed's experiment. Each ends every trial some time.</summary>
internal static class MixStops
{
    public static StopRule Draw(KeyedRandom random, MixKind kind)
    {
        var most = Stop.AtIteration(4 + random.NextIndex(kind == MixKind.Random ? 8 : 14));
        return random.NextIndex(10) switch
        {
            0 => most | Stop.OnPlateau(2 + random.NextIndex(4), 0.05 * random.NextDouble(), random.NextIndex(4)),
            1 => most | Stop.WhenMetric(MixTraining.Metric, 0.5),
            2 => most | Stop.ExperimentOnPlateau(6 + random.NextIndex(20), 0.05 * random.NextDouble()),
            3 => most | Stop.AfterTime(TimeSpan.FromSeconds(5 + (60 * random.NextDouble()))),
            4 => most | Stop.When(static report => report.Metrics[MixTraining.Metric] > 0.6),
            5 => most | (Stop.AtIteration(3) & Stop.WhenMetricAtMost(MixTraining.StandardError, 0.004)),
            _ => most,
        };
    }
}
