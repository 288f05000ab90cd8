using Clade.Schedulers;

namespace Clade.Core.Tests;

public sealed class PatternSearchTests
{
    private static readonly Axis[] Square = [new Axis(0, 1, 0.2), new Axis(0, 1, 0.2)];

    [Theory]
    [InlineData(0.37, 0.61)]
    [InlineData(1.5, 0.5)]
    [InlineData(-2, 3)]
    public void It_climbs_to_the_best_place_within_the_bounds(double x, double y)
    {
        double[] place = [0.9, 0.1];
        var best = PatternSearch.Climb(
            at => -Math.Pow(at[0] - x, 2) - Math.Pow(at[1] - y, 2), place, Square, halvings: 8, evaluationsMax: 500);
        Assert.Equal(Math.Clamp(x, 0, 1), place[0], 0.002);
        Assert.Equal(Math.Clamp(y, 0, 1), place[1], 0.002);
        Assert.Equal(-Math.Pow(place[0] - x, 2) - Math.Pow(place[1] - y, 2), best);
    }

    [Fact]
    public void It_stays_where_nothing_is_better_or_known()
    {
        foreach (var flat in (double[])[0, double.NaN])
        {
            double[] place = [0.3, 0.7];
            PatternSearch.Climb(_ => flat, place, Square, halvings: 8, evaluationsMax: 500);
            Assert.Equal([0.3, 0.7], place);
        }
    }

    [Fact]
    public void It_evaluates_no_more_than_it_may()
    {
        for (var most = 1; most < 40; most++)
        {
            var evaluations = 0;
            double[] place = [0, 0];
            PatternSearch.Climb(
                at =>
                {
                    evaluations++;
                    return at[0] + at[1];
                },
                place, Square, halvings: 8, evaluationsMax: most);
            Assert.InRange(evaluations, 1, most + 1);
        }
    }
}
