using System.Text.Json;
using Clade.Cli.Doctor;
using Clade.Workers;

namespace Clade.Cli.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Cli _cli;

    public DoctorCommandTests() => _cli = new Cli(_folder.Path);

    public void Dispose()
    {
        _cli.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_says_what_is_here_and_what_is_enforced()
    {
        var code = await _cli.RunAsync("doctor");

        Assert.Equal(_cli.Out.Contains("No problems", StringComparison.Ordinal) ? 0 : 1, code);
        foreach (var part in new[] { ".NET", "CPUs", "memory", "GPUs", "What is enforced", "end with the driver" })
        {
            Assert.Contains(part, _cli.Out, StringComparison.Ordinal);
        }

        Assert.Contains(_folder.Path, _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_as_json()
    {
        await _cli.RunAsync("doctor", "--json");

        using var json = JsonDocument.Parse(_cli.Out);
        var root = json.RootElement;
        var cpus = root.GetProperty("cpus").GetProperty("ids").EnumerateArray().Select(static id => id.GetInt32());
        Assert.Equal(CpuTopology.Read().Cpus, cpus);
        Assert.InRange(root.GetProperty("memory").GetProperty("available_bytes").GetInt64(), 1, long.MaxValue);
        Assert.Contains(
            root.GetProperty("enforced").GetProperty("memory_limit").GetString(), new[] { "cgroup", "watchdog" });
        Assert.Equal(JsonValueKind.Array, root.GetProperty("problems").ValueKind);
    }

    [Fact]
    public void What_is_wrong_comes_with_the_figures_and_the_remedy()
    {
        var sound = DoctorReport.OfThisMachine(_folder.Path);
        var problems = DoctorReport.ProblemsOf(
            sound with
            {
                Memory = new MemoryReading(200L << 20, 16L << 30),
                Working = new FolderSpace("/data", 10 << 20),
                Temporary = new FolderSpace($"/{new string('t', 60)}/", 1L << 40),
            },
            "No GPU is managed: NVIDIA's library says that the driver is not loaded; install it.",
            ["GPU 1 is listed but of no use."]).Select(problem => $"{problem.What} {problem.Remedy}").ToList();

        Assert.Equal(5, problems.Count);
        Assert.StartsWith("Memory is short already: 200 MiB of 16 GiB", problems[0], StringComparison.Ordinal);
        Assert.Contains("'/data' has 10 MiB", problems[1], StringComparison.Ordinal);
        Assert.Contains("Set TMPDIR to a short path", problems[2], StringComparison.Ordinal);
        Assert.Contains("the driver is not loaded", problems[3], StringComparison.Ordinal);
        Assert.Contains("GPU 1", problems[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_gpus_has_no_problem() => Assert.Empty(DoctorReport.ProblemsOf(
        DoctorReport.OfThisMachine(_folder.Path) with
        {
            Memory = new MemoryReading(8L << 30, 16L << 30),
            Working = new FolderSpace("/data", 1L << 40),
            Temporary = new FolderSpace("/tmp/", 1L << 40),
        },
        "No GPU is managed: libnvidia-ml.so.1 is not here, so there is no NVIDIA driver.", []));
}
