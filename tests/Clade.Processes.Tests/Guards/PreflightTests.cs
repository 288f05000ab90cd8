using System.Globalization;
using System.Runtime.InteropServices;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>Preflight against programs whose use of memory is known.</summary>
[Collection("nvml")]
public sealed class PreflightTests : IDisposable
{
    private const long Mb = 1_000_000;
    private const string Python = "/usr/bin/python3";
    private const string Touch = "x = bytearray(b'\\x01') * 700_000_000\n";

    private static readonly PreflightOptions TwoIterations = new() { Iterations = 2 };

    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_script_that_takes_700_MB_is_measured_within_5_percent()
    {
        var result = await MeasureScriptAsync(Touch + "for i in range(2): print(f'score={i}')\n");

        Assert.InRange(result.ProgramPeakMemoryBytes!.Value, 700 * Mb, 735 * Mb);
        // The worker that starts it takes some on top.
        Assert.InRange(result.PeakMemoryBytes - result.ProgramPeakMemoryBytes.Value, 20 * Mb, 200 * Mb);
        Assert.Equal(2, result.Iterations);
        Assert.Null(result.PeakGpuMemoryBytes);
        Assert.InRange(result.Suggested.MemoryBytes, 805 * Mb, 1100 * Mb);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task A_spike_that_is_over_before_the_report_counts()
    {
        var result = await MeasureScriptAsync(Touch + "del x\nfor i in range(2): print(f'score={i}')\n");

        Assert.InRange(result.ProgramPeakMemoryBytes!.Value, 700 * Mb, 735 * Mb);
    }

    [Fact]
    public async Task A_child_of_the_program_that_came_and_went_counts()
    {
        const string Script = """
            import subprocess, sys
            subprocess.run([sys.executable, '-c', "x = bytearray(b'\\x01') * 700_000_000"], check=True)
            for i in range(2): print(f'score={i}')
            """;
        var result = await MeasureScriptAsync(Script);

        Assert.InRange(result.ProgramPeakMemoryBytes!.Value, 700 * Mb, 735 * Mb);
    }

    [Fact]
    public async Task A_function_is_measured_by_its_worker()
    {
        var result = await Preflight.MeasureAsync(
            Spike, Options(new Resources(Cpu: 1)), TwoIterations, TestContext.Current.CancellationToken);

        // The function takes 500 MB and gives them back; the runtime needs some as well.
        Assert.InRange(result.PeakMemoryBytes, 520 * Mb, 700 * Mb);
        Assert.Null(result.ProgramPeakMemoryBytes);
        Assert.InRange(result.TimePerIteration, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(30));
        Assert.Equal(Math.Min(result.FitByMemory, result.FitByCpu), result.Fit);
        Assert.Equal(["x"], result.Configuration.Select(static pair => pair.Key));
    }

    [Fact]
    public async Task The_configuration_to_measure_can_be_given()
    {
        var configuration = Configuration.Of(("x", 0.25));
        var result = await Preflight.MeasureAsync(
            Quick, Options(), TwoIterations with { Configuration = configuration },
            TestContext.Current.CancellationToken);

        Assert.Equal(configuration, result.Configuration);
    }

    [Fact]
    public async Task A_trial_that_fails_is_named_and_nothing_is_left_behind()
    {
        var e = await Assert.ThrowsAsync<CladeException>(() => Preflight.MeasureAsync(
            Throw, Options(), TwoIterations, TestContext.Current.CancellationToken));

        Assert.StartsWith("Preflight can't say what a trial takes, because the trial did not train", e.Message);
        Assert.Contains("no such data set", e.Message, StringComparison.Ordinal);
        // The worker ran from a copy of this program in the folder of the measurement.
        var folder = e.Message.Split('<', '>')[1];
        Assert.Contains("clade-preflight-", folder, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_trial_that_never_reports_is_given_up_at_the_time_limit()
    {
        var e = await Assert.ThrowsAsync<CladeException>(() => Preflight.MeasureAsync(
            Hang, Options(), new PreflightOptions { TimeLimit = TimeSpan.FromSeconds(3) },
            TestContext.Current.CancellationToken));

        Assert.Contains("silent", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_found_before_anything_is_run()
    {
        var options = Options() with { Space = null };
        var e = await Assert.ThrowsAsync<CladeException>(() => Preflight.MeasureAsync(
            Quick, options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("Space is not set", e.Message, StringComparison.Ordinal);

        e = await Assert.ThrowsAsync<CladeException>(() => Preflight.MeasureAsync(
            Quick, Options() with { Workers = WorkerKind.InProcess },
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("WorkerKind.Processes", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROCESS_RESULT=0", 9L << 30, false)]
    [InlineData("PROCESS_RESULT=3", 10L << 30, true)]
    public async Task Gpu_memory_is_that_of_the_process_or_else_what_the_gpu_took_more(
        string macro, long expected, bool isGuess)
    {
        using var standIn = await NvmlStandIn.BuildAsync(macro);
        standIn.Install();
        var result = await Preflight.MeasureAsync(
            UseGpu, Options(new Resources(Cpu: 1, Gpu: 1)), TwoIterations, TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.PeakGpuMemoryBytes);
        Assert.Equal(isGuess, result.Warnings.Any(w => w.Contains("does not tell", StringComparison.Ordinal)));
        // 80 GiB / (9 GiB × 1.15) = 7.7; / (10 GiB × 1.15) = 6.9.
        Assert.Equal(isGuess ? 6 : 7, result.FitByGpu);
        Assert.Equal(isGuess ? 1.0 / 6 : 1.0 / 7, result.Suggested.Gpu);
    }

    private static void Quick(Trial trial)
    {
        while (true) trial.Report(new { score = trial.Config["x"].ToDouble() });
    }

    private static void Throw(Trial trial) => throw new IOException(
        $"no such data set in <{AppContext.BaseDirectory}>");

    private static void Hang(Trial trial) => Thread.Sleep(Timeout.Infinite);

    private static unsafe void Spike(Trial trial)
    {
        var memory = (byte*)NativeMemory.Alloc(500_000_000);
        for (var at = 0; at < 500_000_000; at += 4096) memory[at] = 1;
        NativeMemory.Free(memory);
        while (true) trial.Report(new { score = trial.Config["x"].ToDouble() });
    }

    private static void UseGpu(Trial trial)
    {
        File.WriteAllText(
            Environment.GetEnvironmentVariable("CLADE_TEST_GPU_PROCESS")!,
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        while (true) trial.Report(new { score = trial.Config["x"].ToDouble() });
    }

    private async Task<PreflightResult> MeasureScriptAsync(string script)
    {
        var file = Path.Combine(_folder, "train.py");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        var program = new TrainingProgram { Command = [Python, "-u", file, "${x}"] };
        return await Preflight.MeasureAsync(program, Options(), TwoIterations, TestContext.Current.CancellationToken);
    }

    private static TuneOptions Options(Resources? resources = null) => new()
    {
        Name = "measured",
        Objective = Objective.Maximize("score"),
        Space = new SearchSpace { ["x"] = Search.Uniform(0, 1) },
        Trials = 4,
        Resources = resources ?? new Resources(),
    };
}
