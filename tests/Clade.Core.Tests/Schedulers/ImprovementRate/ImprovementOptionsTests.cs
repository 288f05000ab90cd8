using System.Collections.Immutable;
using Clade.Core.Tests.Experiments;

namespace Clade.Core.Tests.Schedulers.ImprovementRate;

/// <summary>What is refused, and why.</summary>
public sealed class ImprovementOptionsTests
{
    private static readonly PopulationBasedTraining Pbt = new()
    {
        PerturbationInterval = 3,
        Synchronous = true,
        ImprovementRate = new FasterImprovementRate(),
    };

    private static IEnumerable<string> Mistakes(PopulationBasedTraining pbt, int trials = 8) =>
        pbt.Mistakes(PbtScenarioTests.Settings(pbt, trials));

    public static TheoryData<PopulationBasedTraining, string> Combinations => new()
    {
        { Pbt with { Synchronous = false }, "set Synchronous" },
        { Pbt with { Exploit = new BinaryTournament() }, "leave Exploit out" },
        { Pbt with { QuantileFraction = 0 }, "0.25 is usual" },
        { Pbt with { Explore = new PopulationBasedBandits() }, "leave Explore out" },
        { Pbt with { SubPopulations = [1, 2] }, "SubPopulations (1/2)" },
        { Pbt with { Restart = new StagnationRestart() }, "leave one of them out" },
        { Pbt with { InitialMultiple = 2 }, "leave InitialMultiple out" },
        { Pbt with { ImprovementRate = new FasterImprovementRate { Evaluators = 4 } }, "set Evaluators to 2 up to 3" },
        {
            Pbt with { ImprovementRate = new FasterImprovementRate { ParentSizes = [2, 2], Evaluators = 3 } },
            "set Evaluators to 4 up to 4"
        },
        { Pbt with { PerturbationInterval = 2 }, "set EvaluationIntervals to 4 or more" },
    };

    [Theory]
    [MemberData(nameof(Combinations))]
    public void What_does_not_go_together_is_named(PopulationBasedTraining pbt, string mistake) =>
        Assert.Contains(Mistakes(pbt), text => text.Contains(mistake, StringComparison.Ordinal));

    [Fact]
    public void A_population_must_be_large_enough_for_all_parts_and_may_be_larger()
    {
        Assert.Equal(
            "Trials is 7, but 3 members of the first sub-population, 3 of the parent ones and 2 evaluators are 8: " +
            "set Trials to at least 8, or make ParentSizes or Evaluators smaller.",
            Assert.Single(Mistakes(Pbt, 7)));
        Assert.Empty(Mistakes(Pbt));
        Assert.Empty(Mistakes(Pbt, 11));
        // What a time attribute counts is not known.
        Assert.Empty(Mistakes(Pbt with { TimeAttribute = "t", PerturbationInterval = 0.5 }));
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(static () => new FasterImprovementRate { ParentSizes = [] });
        Assert.Throws<ArgumentException>(static () => new FasterImprovementRate { ParentSizes = [3, 1] });
        Assert.Throws<ArgumentException>(static () =>
            new FasterImprovementRate { ParentSizes = default(ImmutableArray<int>) });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new FasterImprovementRate { Evaluators = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new FasterImprovementRate { EvaluationIntervals = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new FasterImprovementRate { Significance = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(static () =>
            new FasterImprovementRate { Significance = double.NaN });
    }

    [Fact]
    public void Equal_options_are_equal_and_described_in_one_line()
    {
        var rate = new FasterImprovementRate { ParentSizes = [3, 2], Evaluators = 4 };
        Assert.Equal(rate, new FasterImprovementRate { ParentSizes = [3, 2], Evaluators = 4 });
        Assert.Equal(rate.GetHashCode(), (rate with { }).GetHashCode());
        Assert.NotEqual(rate, rate with { ParentSizes = [3, 3] });
        Assert.NotEqual(rate, rate with { Significance = 0.02 });
        Assert.EndsWith(
            ", synchronous, improvement rate of 3/2 parents by 4 evaluators over 3 intervals, p < 0.01",
            (Pbt with { ImprovementRate = rate }).Describe(), StringComparison.Ordinal);
    }
}
