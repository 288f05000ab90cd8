using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clade.Workers;

public sealed class GpuDiscoveryTests : IDisposable
{
    private const string Compiler = "/usr/bin/cc";

    // Two GPUs, of which the second fell off the bus.
    private const string Nvml = """
        #include <string.h>
        int nvmlInit_v2(void) { return INIT; }
        int nvmlShutdown(void) { return 0; }
        int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return 0; }
        int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
        { *device = (void *)7L; return index == 0 ? 0 : 15; }
        int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *memory)
        { memory[0] = 85899345920ULL; memory[1] = 1; memory[2] = 2; return device == (void *)7L ? 0 : 2; }
        int nvmlDeviceGetUUID(void *device, char *text, unsigned length)
        { strncpy(text, "GPU-8a56", length); return 0; }
        int nvmlDeviceGetName(void *device, char *text, unsigned length)
        { strncpy(text, "NVIDIA H100", length); return 0; }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_machine_without_a_driver_has_no_gpu_and_no_error()
    {
        Assert.SkipWhen(File.Exists("/proc/driver/nvidia/version"), "This machine has an NVIDIA driver.");

        Assert.Empty(GpuDiscovery.Find());
    }

    [Fact]
    public async Task Gpus_that_answer_are_found()
    {
        var gpu = Assert.Single(GpuDiscovery.Find(await LoadAsync(initResult: 0)));

        Assert.Equal(new GpuDevice(0, "GPU-8a56", "NVIDIA H100", 80L << 30), gpu);
    }

    [Fact]
    public async Task A_driver_that_does_not_match_its_library_yields_no_gpu() =>
        Assert.Empty(GpuDiscovery.Find(await LoadAsync(initResult: 18)));

    private async Task<nint> LoadAsync(int initResult)
    {
        var isMissing = !File.Exists(Compiler);
        var required = Environment.GetEnvironmentVariable("CLADE_REQUIRE") ?? "";
        Assert.False(
            isMissing && required.Split(',').Contains("cc"), $"CLADE_REQUIRE names cc, but {Compiler} is missing.");
        Assert.SkipWhen(isMissing, "A stand-in for NVIDIA's library needs a C compiler.");

        var source = Path.Combine(_folder, "nvml.c");
        await File.WriteAllTextAsync(source, Nvml, TestContext.Current.CancellationToken);
        var library = Path.ChangeExtension(source, ".so");
        using var compiler = Process.Start(
            Compiler, ["-shared", "-fPIC", $"-DINIT={initResult}", "-o", library, source]);
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, compiler.ExitCode);
        return NativeLibrary.Load(library);
    }
}
