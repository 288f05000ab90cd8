using System.Diagnostics;
using Clade.Guards;

namespace Clade.Workers;

/// <summary>Compiles the stand-in for NVIDIA's library.</summary>
internal sealed class NvmlStandIn : IDisposable
{
    private const string Compiler = "/usr/bin/cc";

    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    /// <summary>Where the number of the process that uses the GPU is written.</summary>
    public string ProcessFile => Path.Combine(_folder, "process");

    public string Library => Path.Combine(_folder, "nvml.so");

    /// <param name="macros">What is to go wrong, as <c>NAME=value</c>.</param>
    public static async Task<NvmlStandIn> BuildAsync(params string[] macros)
    {
        var isMissing = !File.Exists(Compiler);
        var required = Environment.GetEnvironmentVariable("CLADE_REQUIRE") ?? "";
        Assert.False(
            isMissing && required.Split(',').Contains("cc"), $"CLADE_REQUIRE names cc, but {Compiler} is missing.");
        Assert.SkipWhen(isMissing, "A stand-in for NVIDIA's library needs a C compiler.");

        var standIn = new NvmlStandIn();
        var source = Path.Combine(AppContext.BaseDirectory, "Guards", "nvml.c");
        using var compiler = Process.Start(
            Compiler,
            ["-shared", "-fPIC", .. macros.Select(static macro => $"-D{macro}"), "-o", standIn.Library, source]);
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, compiler.ExitCode);
        return standIn;
    }

    /// <summary>Lets this process take it for the real one, until it is disposed.</summary>
    public void Install()
    {
        Environment.SetEnvironmentVariable(NvmlLibrary.PathVariable, Library);
        // The C library's own table is what a library in C reads.
        Assert.Equal(0, Libc.SetVariable("CLADE_TEST_GPU_PROCESS", ProcessFile, overwrite: 1));
        Environment.SetEnvironmentVariable("CLADE_TEST_GPU_PROCESS", ProcessFile);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(NvmlLibrary.PathVariable, null);
        Environment.SetEnvironmentVariable("CLADE_TEST_GPU_PROCESS", null);
        Libc.UnsetVariable("CLADE_TEST_GPU_PROCESS");
        Directory.Delete(_folder, recursive: true);
    }
}
