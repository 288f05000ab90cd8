using System.Collections.Immutable;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>How many fit, with the arithmetic in words.</summary>
public sealed class PreflightFitTests
{
    private const long Gib = 1L << 30;

    [Fact]
    public void Memory_is_what_is_available_less_what_stays_free_by_what_one_gets()
    {
        var measure = new PreflightMeasure(Gib, 0, 0, false, new MemoryReading(13 * Gib, 16 * Gib));
        var fit = Fit(measure, new Resources(0.5));

        // 12 GiB / 1.15 GiB, rounded up to 16 MiB: 1,184 MiB.
        Assert.Equal((10, 8, null), (fit.ByMemory, fit.ByCpu, fit.ByGpu));
        Assert.Equal(new Resources(0.5) { MemoryBytes = 1184L << 20 }, fit.Suggested);
        Assert.Equal(
            [
                "memory: 13 GiB of 16 GiB are available and 1 GiB stay free; a trial took 1 GiB and gets 1.16 GiB " +
                "(15 % head room): 10 fit",
                "CPUs: 4 CPUs, and a trial asks for 0.5: 8 fit",
            ],
            fit.Arithmetic);
    }

    [Fact]
    public void Less_than_one_trial_fits_no_trial()
    {
        var measure = new PreflightMeasure(4 * Gib, 0, 0, false, new MemoryReading(3 * Gib, 16 * Gib));
        Assert.Equal(0, Fit(measure, new Resources()).ByMemory);
    }

    [Fact]
    public void A_share_of_a_gpu_is_as_many_as_fit_the_smallest()
    {
        var measure = new PreflightMeasure(Gib, 0, 8 * Gib, true, new MemoryReading(64 * Gib, 64 * Gib));
        var fit = Fit(measure, new Resources(1, 1), 24 * Gib, 80 * Gib);

        // 24 GiB / 9.2 GiB = 2.6: two on each.
        Assert.Equal((4, 0.5), (fit.ByGpu, fit.Suggested.Gpu));
        Assert.Contains("a share of 0.5: 4 fit", fit.Arithmetic[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_gpus_stay_whole()
    {
        var measure = new PreflightMeasure(Gib, 0, 8 * Gib, true, new MemoryReading(64 * Gib, 64 * Gib));
        var fit = Fit(measure, new Resources(1, 2), 80 * Gib, 80 * Gib);
        Assert.Equal((1, 2.0), (fit.ByGpu, fit.Suggested.Gpu));
    }

    [Fact]
    public void A_gpu_that_is_asked_for_and_not_used_is_said()
    {
        var measure = new PreflightMeasure(Gib, 0, 0, false, new MemoryReading(64 * Gib, 64 * Gib));
        var fit = Fit(measure, new Resources(1, 1), 80 * Gib);
        Assert.Equal(1, fit.ByGpu);
        Assert.EndsWith("it used none", fit.Arithmetic[^1], StringComparison.Ordinal);
    }

    private static PreflightFit Fit(PreflightMeasure measure, Resources asked, params long[] gpus) => PreflightFit.Of(
        measure,
        new MachineResources(
            [0, 1, 2, 3], [.. gpus.Select(static (_, i) => $"GPU-{i}")], 16 * Gib,
            ImmutableSortedDictionary<string, long>.Empty),
        [.. gpus.Select(static (bytes, i) => new GpuDevice(i, $"GPU-{i}", "NVIDIA H100", bytes))], asked, 0.15);
}
