using System.Globalization;

namespace Clade.Core.Tests.Schedulers;

/// <summary>What the schedulers with rungs have in common.</summary>
public sealed class RungOptionsTests
{
    public static TheoryData<Scheduler> WithTooManyRungs =>
    [
        new Asha { MaxResource = 100, ReductionFactor = 1.001 },
        new Asha { MaxResource = 100, ReductionFactor = Math.BitIncrement(1.0) },
        new Pasha { MaxResource = 100, ReductionFactor = 1.001 },
        new HyperBand { MaxResource = 100, ReductionFactor = 1.001 },
    ];

    [Theory, MemberData(nameof(WithTooManyRungs))]
    public void More_rungs_than_could_be_meant_are_refused(Scheduler scheduler)
    {
        var mistake = Assert.Single(scheduler.Mistakes(RungSettings.Of(scheduler, trials: 1)));
        Assert.StartsWith("ReductionFactor is ", mistake, StringComparison.Ordinal);
        Assert.EndsWith("Raise ReductionFactor.", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_have_the_same_numbers_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var withComma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            withComma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = withComma;
            var asha = new Asha { MaxResource = 2.5, GracePeriod = 0.5, Brackets = 5 };
            Assert.Contains("from 0.5 to 2.5", Assert.Single(asha.Mistakes(RungSettings.Of(asha, trials: 1))));
            var band = new HyperBand { MaxResource = 1e12, MinResource = 0.5 };
            Assert.Contains("MinResource 0.5 ", Assert.Single(band.Mistakes(RungSettings.Of(band, trials: 1))));
            Assert.Contains("0.5", Assert.Throws<ArgumentException>(static () =>
                Hypervolume.Of([], [Objective.Minimize("loss")], [0.5, 1])).Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public static TheoryData<Scheduler, double[]> TopLevels => new()
    {
        { new Asha { MaxResource = 100, ReductionFactor = 3, Brackets = 2 }, [81] },
        { new Pasha { MaxResource = 81, ReductionFactor = 3 }, [81] },
        { new HyperBand { MaxResource = 10 }, [9] },
        { new MedianStopping(), [] },
        { new FirstInFirstOut(), [] },
    };

    [Theory, MemberData(nameof(TopLevels))]
    public void An_earlier_trial_counts_as_one_that_came_to_the_highest_rung(Scheduler scheduler, double[] levels)
    {
        var settings = RungSettings.Of(scheduler, trials: 1) with
        {
            Sampler = new BohbSampler { EarlierTrials = [EarlierTrial.Of(Configuration.Of(("x", 0.5)), ("score", 3))] },
        };
        var earlier = Assert.Single(settings.EarlierObservations);
        Assert.Equal(levels.Select(static level => new LevelScore(level, new Score(3))), earlier.Levels);
    }
}
