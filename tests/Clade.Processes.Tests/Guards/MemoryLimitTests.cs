using Clade.Workers;

namespace Clade.Guards;

/// <summary>A worker's limit of memory as a cgroup's, in a folder that stands for one.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_limit_is_for_all_processes_together_without_swap()
    {
        // The kernel makes the files with the folder.
        var worker = Directory.CreateDirectory(Path.Combine(_folder, "w1")).FullName;
        File.WriteAllText(Path.Combine(worker, "memory.swap.max"), "max");
        Assert.Equal(worker, new WorkerCgroups(_folder, limitsMemory: true).TryAdd("w1", 3L << 30));

        Assert.Equal("3221225472", File.ReadAllText(Path.Combine(worker, "memory.max")));
        Assert.Equal("1", File.ReadAllText(Path.Combine(worker, "memory.oom.group")));
        Assert.Equal("0", File.ReadAllText(Path.Combine(worker, "memory.swap.max")));
    }

    [Fact]
    public void A_kernel_without_swap_has_no_file_for_it()
    {
        var worker = new WorkerCgroups(_folder, limitsMemory: true).TryAdd("w1", 1 << 30)!;
        Assert.False(File.Exists(Path.Combine(worker, "memory.swap.max")));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1 << 30)]
    public void Without_a_limit_or_the_controller_nothing_is_written(bool limitsMemory, long bytes)
    {
        var worker = new WorkerCgroups(_folder, limitsMemory).TryAdd("w1", bytes)!;
        Assert.Empty(Directory.GetFiles(worker));
    }

    [Theory]
    [InlineData("low 0\nhigh 0\nmax 31\noom 1\noom_kill 3\n", true)]
    [InlineData("low 0\nhigh 0\nmax 31\noom 0\noom_kill 0\n", false)]
    [InlineData("", false)]
    public void The_kernel_says_whether_it_killed_for_the_limit(string events, bool hasKilled)
    {
        File.WriteAllText(Path.Combine(_folder, "memory.events"), events);
        Assert.Equal(hasKilled, WorkerCgroups.HasKilledForMemory(_folder));
    }

    [Fact]
    public void What_the_kernel_killed_for_its_limit_says_which()
    {
        var exit = new WorkerExit(128 + 9, WasKilledByClade: false, OutOfMemoryKills: 1) { MemoryBytesMax = 3L << 30 };
        Assert.True(exit.HasExceededMemory);
        Assert.Equal(
            "was killed by the kernel, because it took more memory than the 3 GiB that Resources.MemoryBytes gives a " +
            "trial", exit.ToString());
        Assert.False((exit with { WasKilledByClade = true }).HasExceededMemory);
        Assert.False((exit with { MemoryBytesMax = 0 }).HasExceededMemory);
    }
}
