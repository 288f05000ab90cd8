using Clade.GaussianProcesses;

namespace Clade.Core.Tests.Samplers.GaussianProcesses;

/// <summary>The search by gradients.</summary>
public sealed class BoxedLbfgsTests
{
    [Fact]
    public void It_follows_a_curved_valley_to_its_end()
    {
        double[] place = [-1.2, 1];
        var value = BoxedLbfgs.Minimise(Valley, place, [-5, -5], [5, 5], iterationsMax: 100, tolerance: 1e-9);
        Assert.InRange(value, 0, 1e-12);
        Assert.Equal(1, place[0], 1e-5);
        Assert.Equal(1, place[1], 1e-5);
    }

    [Fact]
    public void It_ends_at_the_bound_where_the_valley_leaves_the_box()
    {
        double[] place = [-1.2, 1];
        var value = BoxedLbfgs.Minimise(Valley, place, [-5, -5], [0.5, 5], iterationsMax: 100, tolerance: 1e-9);
        Assert.Equal(0.25, value, 1e-9);
        Assert.Equal(0.5, place[0]);
        Assert.Equal(0.25, place[1], 1e-6);
    }

    [Fact]
    public void It_steps_back_from_where_there_is_no_value()
    {
        double[] place = [1];
        BoxedLbfgs.Minimise(
            static (at, gradient) =>
            {
                gradient[0] = 1 - (0.04 / at[0]);
                return at[0] < 0.01 ? double.PositiveInfinity : at[0] - (0.04 * Math.Log(at[0]));
            },
            place, [0], [1], iterationsMax: 100, tolerance: 1e-9);
        Assert.Equal(0.04, place[0], 1e-5);
    }

    private static double Valley(ReadOnlySpan<double> place, Span<double> gradient)
    {
        var (x, y) = (place[0], place[1]);
        gradient[0] = (-400 * x * (y - (x * x))) - (2 * (1 - x));
        gradient[1] = 200 * (y - (x * x));
        return (100 * (y - (x * x)) * (y - (x * x))) + ((1 - x) * (1 - x));
    }
}
