using Clade.GaussianProcesses;
using MathNet.Numerics.LinearAlgebra;

namespace Clade.Core.Tests.Samplers.GaussianProcesses;

/// <summary>Mean, variance, gradients and likelihood of a Gaussian process.</summary>
public sealed class GaussianProcessTests
{
    // A range, a range that may be turned off, a choice that may be turned off, a choice.
    private static readonly FeatureMap Mixed = new([false, false, true, true], [false, true, true, false]);

    private static readonly KernelScales Scales = new([3, 1.5, 0.8, 0.4], Variance: 1.3, Noise: 0.01);

    [Fact]
    public void Two_observations_give_what_paper_and_pencil_do()
    {
        var points = PointsOf(new FeatureMap([false], [false]), [[0], [1]], room: 0);
        var process = GaussianProcess.Of(points, [1, -1], new KernelScales([1], Variance: 2, Noise: 0.5));

        var (mean, deviation) = process.At([0.25]);

        // K = 2·[[1.25, m(1)], [m(1), 1.25]] with m(1) = 0.5239941, m(¼) = 0.9509599, m(¾) = 0.6756478.
        Assert.Equal(0.37921472127034994, mean, 1e-12);
        Assert.Equal(0.6357131029634902, deviation, 1e-12);
    }

    [Fact]
    public void Far_from_everything_nothing_is_known()
    {
        var points = PointsOf(new FeatureMap([false], [false]), [[0]], room: 0);
        var process = GaussianProcess.Of(points, [1], new KernelScales([1e6], Variance: 2, Noise: 1e-6));
        var (mean, deviation) = process.At([1]);
        Assert.Equal(0, mean, 1e-9);
        Assert.Equal(Math.Sqrt(2), deviation, 1e-9);
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        var process = ProcessOf(count: 9, room: 0, out _);
        int[] by = [0, 1];
        var (byMean, byDeviation) = (new double[2], new double[2]);
        foreach (var place in Places(count: 5, seed: 7).Where(static place => !double.IsNaN(place[1])))
        {
            var features = FeaturesOf(Mixed, place);
            var (mean, deviation) = process.At(features, by, byMean, byDeviation);
            Assert.Equal(process.At(features), (mean, deviation));
            for (var i = 0; i < by.Length; i++)
            {
                var (above, below) = (process.At(Moved(features, i, 1e-6)), process.At(Moved(features, i, -1e-6)));
                Assert.Equal((above.Mean - below.Mean) / 2e-6, byMean[i], 1e-6);
                Assert.Equal((above.Deviation - below.Deviation) / 2e-6, byDeviation[i], 1e-6);
            }
        }
    }

    [Fact]
    public void Four_at_once_are_four_one_by_one()
    {
        var process = ProcessOf(count: 10, room: 0, out _);
        var places = Places(count: 4, seed: 5);
        var (means, deviations) = (new double[4], new double[4]);
        process.AtFour([.. places.SelectMany(place => FeaturesOf(Mixed, place))], means, deviations);
        for (var i = 0; i < 4; i++)
        {
            var (mean, deviation) = process.At(FeaturesOf(Mixed, places[i]));
            Assert.Equal(mean, means[i], 1e-12);
            Assert.Equal(deviation, deviations[i], 1e-12);
        }
    }

    [Fact]
    public void Believing_is_observing_the_mean()
    {
        var process = ProcessOf(count: 9, room: 2, out var values);
        var believed = Places(count: 2, seed: 3).Select(place => FeaturesOf(Mixed, place)).ToList();
        var means = believed.Select(features => process.Believe(features)).ToList();

        var all = Places(count: 9, seed: 1).Select(place => FeaturesOf(Mixed, place)).Concat(believed).ToList();
        var observed = GaussianProcess.Of(PointsOf(Mixed, all, room: 0), [.. values, .. means], Scales);
        foreach (var place in Places(count: 6, seed: 4))
        {
            var features = FeaturesOf(Mixed, place);
            Assert.Equal(observed.At(features).Mean, process.At(features).Mean, 1e-9);
            Assert.Equal(observed.At(features).Deviation, process.At(features).Deviation, 1e-9);
        }
    }

    [Fact]
    public void The_kernel_is_positive_definite_with_what_is_turned_off()
    {
        var places = Places(count: 60, seed: 2).Select(place => FeaturesOf(Mixed, place)).ToList();
        var points = PointsOf(Mixed, places, room: 0);
        var matrix = Matrix<double>.Build.Dense(60, 60);
        var row = new double[points.Padded];
        for (var i = 0; i < 60; i++)
        {
            points.Compare(places[i], Scales, 60, row, []);
            matrix.SetRow(i, row[..60]);
        }

        Assert.True(matrix.IsSymmetric());
        Assert.True(matrix.Evd().EigenValues.Min(static value => value.Real) > -1e-12);
    }

    [Fact]
    public void The_likelihood_s_gradient_is_that_of_finite_differences()
    {
        ProcessOf(count: 11, room: 0, out var values);
        var points = PointsOf(Mixed, Places(count: 11, seed: 1).Select(place => FeaturesOf(Mixed, place)), room: 0);
        var likelihood = new MarginalLikelihood(points, values);
        var logs = Scales.ToLogs();
        var (gradient, ignored) = (new double[logs.Length], new double[logs.Length]);
        likelihood.Evaluate(logs, gradient);
        for (var i = 0; i < logs.Length; i++)
        {
            var above = likelihood.Evaluate(Moved(logs, i, 1e-5), ignored);
            var below = likelihood.Evaluate(Moved(logs, i, -1e-5), ignored);
            Assert.Equal((above - below) / 2e-5, gradient[i], 1e-5);
        }
    }

    [Fact]
    public void A_fit_finds_out_what_matters_and_how_noisy_it_is()
    {
        var random = KeyedRandom.For(1, RandomPurpose.Simulation);
        var places = Enumerable.Range(0, 80).Select(_ => new[] { random.NextDouble(), random.NextDouble() }).ToList();
        double[] values = [.. places.Select(place => Math.Sin(7 * place[0]) + (0.2 * random.NextNormal()))];
        var points = PointsOf(new FeatureMap([false, false], [false, false]), places, room: 0);

        var scales = new MarginalLikelihood(points, values).Fit(iterationsMax: 50);

        Assert.True(scales.InverseSquaredLengths[0] > 20 * scales.InverseSquaredLengths[1]);
        Assert.InRange(scales.Noise, 0.02, 0.08);
    }

    private static GaussianProcess ProcessOf(int count, int room, out double[] values)
    {
        var places = Places(count, seed: 1);
        values = [.. places.Select(static place => Math.Cos(4 * place[0]) + (place[3] * 0.3))];
        return GaussianProcess.Of(
            PointsOf(Mixed, places.Select(place => FeaturesOf(Mixed, place)), room), values, Scales);
    }

    private static List<double[]> Places(int count, ulong seed)
    {
        var random = KeyedRandom.For(seed, RandomPurpose.Simulation);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new[]
            {
                random.NextDouble(),
                i % 3 == 1 ? double.NaN : random.NextDouble(),
                i % 4 == 2 ? double.NaN : random.NextIndex(3),
                random.NextIndex(2),
            }),
        ];
    }

    private static PointSet PointsOf(FeatureMap map, IEnumerable<double[]> features, int room)
    {
        var all = features.ToList();
        var points = new PointSet(map, all.Count + room);
        foreach (var point in all) points.Add(point);
        return points;
    }

    private static double[] FeaturesOf(FeatureMap map, double[] place)
    {
        var features = new double[map.Count];
        map.Write(place, features);
        return features;
    }

    private static double[] Moved(double[] from, int coordinate, double by)
    {
        var moved = (double[])from.Clone();
        moved[coordinate] += by;
        return moved;
    }
}
