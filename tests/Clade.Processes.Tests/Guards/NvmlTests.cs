using Clade.Guards;

namespace Clade.Workers;

/// <summary>
/// NVIDIA's library through its C interface: absent, as a stand-in of every version, and out of order.
/// </summary>
[Collection("nvml")]
public sealed class NvmlTests
{
    private const long Gib = 1L << 30;

    [Fact]
    public void A_machine_without_a_driver_has_no_gpu_and_one_sentence_says_so()
    {
        Assert.SkipWhen(File.Exists("/proc/driver/nvidia/version"), "This machine has an NVIDIA driver.");

        Assert.Null(NvmlLibrary.TryOpen(out var reason));
        Assert.Equal("No GPU is managed: libnvidia-ml.so.1 is not here, so there is no NVIDIA driver.", reason);
        Assert.Empty(GpuDiscovery.Find());
    }

    [Fact]
    public async Task Gpus_that_answer_are_found_and_one_that_is_lost_is_named()
    {
        using var standIn = await NvmlStandIn.BuildAsync();
        standIn.Install();
        using var library = NvmlLibrary.TryOpen(out var reason)!;

        Assert.Null(reason);
        var expected = new GpuDevice(0, "GPU-8a56", "NVIDIA H100", 80 * Gib);
        Assert.Equal(expected, Assert.Single(library.Devices));
        Assert.Equal(expected, Assert.Single(GpuDiscovery.Find()));
        Assert.Contains("GPU 1 is listed but of no use", Assert.Single(library.Problems), StringComparison.Ordinal);
        Assert.Contains("fallen off the bus", library.Problems[0], StringComparison.Ordinal);
        Assert.Equal("570.86.15", library.DriverVersion);
        Assert.Equal(Gib, library.UsedBytes(expected));
    }

    [Theory]
    [InlineData(18, "of different versions; restart the machine")]
    [InlineData(9, "the driver is not loaded")]
    [InlineData(999, "it failed (error 999)")]
    public async Task A_library_that_refuses_says_why(int result, string why)
    {
        using var standIn = await NvmlStandIn.BuildAsync($"INIT={result}");
        standIn.Install();

        Assert.Null(NvmlLibrary.TryOpen(out var reason));
        Assert.Contains(why, reason, StringComparison.Ordinal);
        Assert.Empty(GpuDiscovery.Find());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Processes_are_read_by_whatever_variant_there_is_and_more_than_first_fit(int newest)
    {
        using var standIn = await NvmlStandIn.BuildAsync($"PROCESSES={newest}");
        standIn.Install();
        await File.WriteAllTextAsync(standIn.ProcessFile, "4242", TestContext.Current.CancellationToken);
        using var library = NvmlLibrary.TryOpen(out _)!;

        var processes = library.ProcessesOn(library.Devices.Single(), out var result);
        Assert.Equal(NvmlResult.Success, result);
        // The one whose memory is not known is left out.
        Assert.Equal(41, processes.Length);
        Assert.Equal((4_000_039, 39L), processes[39]);
        Assert.Equal((4242, 9 * Gib), processes[40]);
    }

    [Fact]
    public async Task A_gpu_that_does_not_tell_of_processes_is_no_failure()
    {
        using var standIn = await NvmlStandIn.BuildAsync("PROCESS_RESULT=3");
        standIn.Install();
        using var library = NvmlLibrary.TryOpen(out _)!;

        Assert.Empty(library.ProcessesOn(library.Devices.Single(), out var result));
        Assert.Equal(NvmlResult.NotSupported, result);
        Assert.Contains("does not support", NvmlLibrary.Why(result), StringComparison.Ordinal);
    }
}
