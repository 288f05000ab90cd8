using Clade.Schedulers;

namespace Clade.Core.Tests;

public sealed class TimeVaryingProcessTests
{
    private static ChangePoint At(double x, double time = 0, int category = 0) => new(time, [0, x], [category]);

    private static ChangePoint Number(double x, double time = 0) => new(time, [0, x], []);

    [Fact]
    public void It_expects_what_was_seen_near_by_and_is_unsure_far_away()
    {
        var points = Enumerable.Range(0, 20).Select(i => Number(i / 40.0)).ToList();
        var process = TimeVaryingProcess.Fit(points, [.. points.Select(p => Math.Sin(p.Place[1] * 6))], []);
        for (var x = 0.0; x < 0.45; x += 0.013) Assert.Equal(Math.Sin(x * 6), process.At(Number(x)).Mean, 0.1);
        Assert.True(process.At(Number(1)).Deviation > 3 * process.At(Number(0.25)).Deviation);
    }

    [Fact]
    public void It_forgets_where_what_was_seen_has_changed()
    {
        // The best place wanders from one end to the other in 40 intervals.
        var (moving, standing) = (
            Fit(static (x, t) => -Math.Abs(x - (t / 40))), Fit(static (x, _) => -Math.Abs(x - 1)));
        Assert.True(
            moving.Kernel.Forgetting > standing.Kernel.Forgetting + 0.005,
            $"{moving.Kernel.Forgetting} and {standing.Kernel.Forgetting}");
        // A place that was bad at first is good at last.
        Assert.True(moving.At(Number(1, 40)).Mean > moving.At(Number(0, 40)).Mean + 1);

        static TimeVaryingProcess Fit(Func<double, double, double> value)
        {
            var random = Draws.Random(5);
            var points = Enumerable.Range(0, 80).Select(i => Number(random.NextDouble(), i / 2)).ToList();
            return TimeVaryingProcess.Fit(points, Standard([.. points.Select(p => value(p.Place[1], p.Time))]), []);
        }
    }

    [Fact]
    public void What_is_not_known_yet_makes_sure_of_its_place_and_changes_no_expectation()
    {
        ChangePoint[] points = [Number(0.1), Number(0.3), Number(0.5)];
        var without = TimeVaryingProcess.Fit(points, [-1, 0, 1], []);
        var with = TimeVaryingProcess.Fit(points, [-1, 0, 1], [Number(0.9), Number(0.9), Number(0.9)]);
        Assert.Equal(without.At(Number(0.9)).Mean, with.At(Number(0.9)).Mean, 1e-9);
        Assert.True(with.At(Number(0.9)).Deviation < 0.5 * without.At(Number(0.9)).Deviation);
    }

    [Fact]
    public void Categories_that_differ_tell_less_and_still_something()
    {
        var points = Enumerable.Range(0, 30).Select(i => At(i % 15 / 15.0, category: i / 15)).ToList();
        var process = TimeVaryingProcess.Fit(
            points, Standard([.. points.Select(p => (p.Categories[0] == 0 ? 1 : -1) * (p.Place[1] - 0.5))]), []);
        Assert.True(process.At(At(0.9, category: 0)).Mean > 0.5);
        Assert.True(process.At(At(0.9, category: 1)).Mean < -0.5);
        Assert.True(
            process.At(At(0.5, category: 0)).Deviation < process.At(At(0.5, category: 7)).Deviation);
    }

    [Fact]
    public void What_is_turned_off_is_far_from_what_is_on_and_the_same_as_what_is_off()
    {
        Assert.Equal(0, Likeness.Of(Number(double.NaN), Number(double.NaN)).SquaredDistance);
        Assert.Equal(1, Likeness.Of(Number(double.NaN), Number(0.5)).SquaredDistance);
        Assert.Equal(1, Likeness.Of(Number(0.5), Number(double.NaN)).SquaredDistance);
    }

    [Fact]
    public void It_survives_whatever_is_seen()
    {
        (string Case, ChangePoint[] Points, double[] Values)[] cases =
        [
            ("one", [Number(0.5)], [0]),
            ("all at one place", [.. Enumerable.Repeat(Number(0.5), 50)], [.. Enumerable.Repeat(0.0, 50)]),
            ("one place, different values", [.. Enumerable.Repeat(Number(0.5), 50)], [.. Standard(50)]),
            ("more than are fitted", [.. Enumerable.Range(0, 150).Select(i => Number(i / 150.0, i))],
                [.. Standard(150)]),
            ("nothing but time", [.. Enumerable.Range(0, 9).Select(i => new ChangePoint(i, [0], []))],
                [.. Standard(9)]),
            ("far apart in time", [Number(0, 0), Number(1, 1e9)], [-1, 1]),
        ];
        foreach (var (name, points, values) in cases)
        {
            var process = TimeVaryingProcess.Fit(points, values, points);
            var (mean, deviation) = process.At(points[0]);
            Assert.True(double.IsFinite(mean) && deviation >= 0 && double.IsFinite(deviation), name);
        }
    }

    private static double[] Standard(int count) => Standard([.. Enumerable.Range(0, count).Select(i => i * 7 % 11)]);

    private static double[] Standard(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(x => (x - mean) * (x - mean)));
        return [.. values.Select(x => (x - mean) / deviation)];
    }
}
