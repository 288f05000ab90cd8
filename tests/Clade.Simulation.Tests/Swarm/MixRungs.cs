namespace Clade.Simulation.Tests.Swarm;

/// <summary>Schedulers that compare trials at rungs, with their options drawn from a seed.</summary>
internal static class MixRungs
{
    public static Scheduler Draw(KeyedRandom random)
    {
        var usesSteps = random.NextBoolean(0.2);
        var time = usesSteps ? MixTraining.Steps : "iteration";
        var first = (1 + random.NextIndex(2)) * (usesSteps ? 1.5 : 1);
        var factor = new[] { 2, 3, 1.5 }[random.NextIndex(3)];
        // Above what the stop rule allows, or below.
        var max = first * factor * (1 + random.NextIndex(8));
        return random.NextIndex(5) switch
        {
            0 => new MedianStopping
            {
                GracePeriod = first - 1,
                MinOthers = 1 + random.NextIndex(3),
                Interval = first,
                SoftStop = random.NextBoolean(),
                TimeAttribute = time,
            },
            1 => new HyperBand
            {
                MaxResource = max,
                MinResource = first,
                ReductionFactor = factor,
                TimeAttribute = time
            },
            2 => new Pasha { MaxResource = max, GracePeriod = first, ReductionFactor = factor, TimeAttribute = time },
            _ => new Asha
            {
                MaxResource = max,
                GracePeriod = first,
                ReductionFactor = factor,
                Brackets = 1 + random.NextIndex(2),
                Variant = random.NextBoolean() ? AshaVariant.Promotion : AshaVariant.Stopping,
                TimeAttribute = time,
            },
        };
    }
}
