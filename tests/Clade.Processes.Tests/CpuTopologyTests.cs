namespace Clade.Workers;

/// <summary>Machines made up of files, as /proc and /sys would show them.</summary>
public sealed class CpuTopologyTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void This_machine_has_the_cpus_that_the_kernel_allows_this_process()
    {
        var topology = CpuTopology.Read();

        Assert.Equal(CpuAffinity.OfCurrentThread(), topology.Cpus.Order());
        Assert.InRange(topology.Usable, 0.01, topology.Cpus.Length);
    }

    [Fact]
    public void Without_files_the_allowed_cpus_count()
    {
        var topology = CpuTopology.From([2, 5], _root);

        Assert.Equal([2, 5], topology.Cpus);
        Assert.Equal(2, topology.Usable);
    }

    [Fact]
    public void Hyperthreads_of_a_core_stand_together()
    {
        // As on most servers: 0 and 2 are one core, 1 and 3 the other.
        foreach (var cpu in Enumerable.Range(0, 4))
        {
            Write($"sys/devices/system/cpu/cpu{cpu}/topology/core_id", $"{cpu % 2}\n");
            Write($"sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id", "0\n");
        }

        Assert.Equal([0, 2, 1, 3], CpuTopology.From([0, 1, 2, 3], _root).Cpus);
    }

    [Fact]
    public void A_quota_of_version_2_binds_wherever_an_ancestor_sets_it()
    {
        Write("proc/self/cgroup", "0::/outer/inner\n");
        Write("proc/self/mountinfo", "30 23 0:27 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n");
        Write("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
        Write("sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");

        var topology = CpuTopology.From([.. Enumerable.Range(0, 8)], _root);

        Assert.Equal(1.5, topology.Usable);
        Assert.Equal(1, topology.UsableWhole);
        Assert.Equal(8, topology.Cpus.Length);
    }

    [Fact]
    public void A_quota_of_version_1_binds_and_one_below_a_cpu_still_leaves_one()
    {
        Write("proc/self/cgroup", "3:cpu,cpuacct:/docker/abc\n2:memory:/elsewhere\n");
        Write("proc/self/mountinfo",
            "33 31 0:30 /docker/abc /sys/fs/cgroup/cpu\\040acct rw - cgroup cgroup rw,cpu,cpuacct\n");
        Write("sys/fs/cgroup/cpu acct/cpu.cfs_quota_us", "50000\n");
        Write("sys/fs/cgroup/cpu acct/cpu.cfs_period_us", "100000\n");

        var topology = CpuTopology.From([0, 1], _root);

        Assert.Equal(0.5, topology.Usable);
        Assert.Equal(1, topology.UsableWhole);
    }

    [Fact]
    public void A_quota_of_minus_one_is_none()
    {
        Write("proc/self/cgroup", "1:cpu:/\n");
        Write("proc/self/mountinfo", "33 31 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n");
        Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");

        Assert.Equal(2, CpuTopology.From([0, 1], _root).Usable);
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
