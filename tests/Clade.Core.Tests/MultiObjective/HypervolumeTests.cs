using CsCheck;

namespace Clade.Core.Tests.MultiObjective;

/// <summary>Volumes worked out by hand, and by counting.</summary>
public sealed class HypervolumeTests
{
    private static readonly Objective[] Two = [Objective.Minimize("a"), Objective.Maximize("b")];

    [Fact]
    public void Two_objectives_by_hand()
    {
        // Losses (1, 3), (2, 2), (3, 1) against (4, 4): 3·1 + 2·1 + 1·1.
        double[][] front = [[1, 3], [2, 2], [3, 1]];
        Assert.Equal(6, Hypervolume.OfLosses(front, [4, 4]), 12);
        Assert.Equal(6, Hypervolume.OfLosses([.. front, [3, 3], [2, 2], [5, 0], [4, 0]], [4, 4]), 12);
        Assert.Equal(0, Hypervolume.OfLosses([[4, 1]], [4, 4]));
        Assert.Equal(0, Hypervolume.OfLosses([], [4, 4]));
    }

    [Fact]
    public void Directions_and_unusable_values_are_respected()
    {
        Metrics[] outcomes = [Of(1, 7), Of(2, 9), Of(double.NaN, 99), Of(0, double.PositiveInfinity), new([])];
        // (10 - 1)·(7 - 5) + (10 - 2)·(9 - 7).
        Assert.Equal(34, Hypervolume.Of(outcomes, Two, [10, 5]), 12);
        Assert.Throws<ArgumentException>(() => Hypervolume.Of(outcomes, Two, [10]));
        Assert.Throws<ArgumentException>(() => Hypervolume.Of(outcomes, Two, [10, double.NaN]));
        Assert.Throws<ArgumentException>(() => Hypervolume.Of(outcomes, [Two[0], Two[0]], [10, 5]));
    }

    [Fact]
    public void Three_objectives_by_hand()
    {
        // Two boxes of 2·2·1 and 1·1·2 that share 1·1·1.
        Assert.Equal(5, Hypervolume.OfLosses([[1, 1, 2], [2, 2, 1]], [3, 3, 3]), 12);
        Assert.Equal(8, Hypervolume.OfLosses([[1, 1, 2], [2, 2, 1], [1, 1, 1]], [3, 3, 3]), 12);
    }

    [Fact]
    public void Four_objectives_by_hand() =>
        Assert.Equal(9, Hypervolume.OfLosses([[1, 1, 1, 2], [2, 2, 2, 1]], [3, 3, 3, 3]), 12);

    [Fact]
    public void Any_number_of_objectives_agrees_with_counting_cells() =>
        Gen.Int[1, 5].SelectMany(static d => Gen.Int[0, 3].Array[d].Array[0, 12]).Where(static p => p.Length > 0)
            .Sample(static points =>
            {
                var dimensions = points[0].Length;
                var cells = (int)Math.Pow(4, dimensions);
                var beaten = Enumerable.Range(0, cells)
                    .Count(cell => points.Any(point => Enumerable.Range(0, dimensions)
                    .All(k => point[k] <= cell / (int)Math.Pow(4, k) % 4)));
                double[][] losses = [.. points.Select(static p => p.Select(static v => (double)v).ToArray())];
                Assert.Equal(
                    beaten, Hypervolume.OfLosses(losses, [.. Enumerable.Repeat(4.0, dimensions)]), 9);
            }, iter: 500);

    [Fact]
    public void The_front_are_those_that_nobody_beats()
    {
        Metrics[] outcomes = [Of(1, 7), Of(2, 9), Of(2, 8), Of(1, 7), Of(double.NaN, 99), Of(3, 9)];
        Assert.Equal([outcomes[0], outcomes[1], outcomes[3]], ParetoFront.Of(outcomes, static m => m, Two));
    }

    private static Metrics Of(double a, double b) =>
        new([KeyValuePair.Create("a", a), KeyValuePair.Create("b", b)]);
}
