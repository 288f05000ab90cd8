using System.Diagnostics;

namespace Clade.Guards;

/// <summary>What the kernel says of memory, in files that are made up and in the real ones.</summary>
public sealed class MachineMemoryTests : IDisposable
{
    private const long Mib = 1L << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("clade-memory-").FullName;

    public MachineMemoryTests()
    {
        Write("proc/meminfo", "MemTotal:        4194304 kB\nMemFree:    1 kB\nMemAvailable:    2097152 kB\n");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_a_cgroup_the_machine_counts() =>
        Assert.Equal(new MemoryReading(2048 * Mib, 4096 * Mib), new MachineMemory(_root).Read());

    [Fact]
    public void The_tightest_cgroup_above_counts_and_what_was_read_from_files_is_left()
    {
        Mount(isUnified: true, own: "/a/b");
        Write("sys/fs/cgroup/a/b/memory.max", "max\n");
        Write("sys/fs/cgroup/a/memory.max", $"{1024 * Mib}\n");
        Write("sys/fs/cgroup/a/memory.current", $"{900 * Mib}\n");
        Write("sys/fs/cgroup/a/memory.stat", $"anon 5\ninactive_file {300 * Mib}\nactive_file {100 * Mib}\n");

        var memory = new MachineMemory(_root);
        Assert.Equal(new MemoryReading((1024 - 900 + 350) * Mib, 1024 * Mib), memory.Read());
        Assert.Equal((Path.Combine(_root, "sys/fs/cgroup/a"), 1024 * Mib), memory.TightestLimit());
    }

    [Fact]
    public void Version_1_counts_as_well_and_its_largest_number_is_no_limit()
    {
        Mount(isUnified: false, own: "/a");
        Write("sys/fs/cgroup/a/memory.limit_in_bytes", $"{512 * Mib}\n");
        Write("sys/fs/cgroup/a/memory.usage_in_bytes", $"{600 * Mib}\n");
        Write("sys/fs/cgroup/a/memory.stat", "total_inactive_file 0\n");
        Write("sys/fs/cgroup/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory.usage_in_bytes", "1\n");

        Assert.Equal(new MemoryReading(0, 512 * Mib), new MachineMemory(_root).Read());
    }

    [Fact]
    public void A_system_that_does_not_say_gives_nothing() =>
        Assert.Null(new MachineMemory(Path.Combine(_root, "nowhere")).Read());

    [Fact]
    public void This_machine_says()
    {
        var reading = new MachineMemory().Read();
        Assert.NotNull(reading);
        Assert.InRange(reading.Value.AvailableBytes, 1, reading.Value.TotalBytes);
    }

    [Fact]
    public async Task A_family_is_a_process_with_its_children_and_those_that_left_for_the_group()
    {
        // The second shell's parent is gone: only the group still tells whose it is.
        using var shell = Process.Start(new ProcessStartInfo("/usr/bin/setsid",
            ["/bin/sh", "-c", "(sleep 60 & echo $!) ; sleep 60 & echo $! $$; wait"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var orphan = int.Parse((await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
            var rest = (await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!
                .Split(' ').Select(int.Parse).ToArray();

            var family = ProcessFamilies.Read().Of(rest[1]);
            Assert.Equal(new[] { orphan, rest[0], rest[1] }.Order(), family.Order());
            Assert.All(family, id => Assert.InRange(
                ProcessMemory.ProportionalBytes(id), 1, ProcessMemory.ResidentBytes(id) + Environment.SystemPageSize));
            Assert.All(family, id => Assert.True(ProcessMemory.PeakResidentBytes(id) > 0));
            foreach (var id in family) Workers.Libc.Kill(id, Workers.Libc.SigKill);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_process_that_is_gone_takes_nothing()
    {
        Assert.Equal(0, ProcessMemory.ResidentBytes(int.MaxValue));
        Assert.Equal(0, ProcessMemory.ProportionalBytes(int.MaxValue));
        Assert.Equal([int.MaxValue], ProcessFamilies.Read().Of(int.MaxValue));
    }

    private void Mount(bool isUnified, string own)
    {
        Directory.CreateDirectory(Path.Combine(_root, "sys/fs/cgroup", own.TrimStart('/')));
        Write("proc/self/cgroup", isUnified ? $"0::{own}\n" : $"4:memory:{own}\n");
        Write("proc/self/mountinfo", isUnified
            ? "30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
            : "30 1 0:26 / /sys/fs/cgroup rw - cgroup cgroup rw,memory\n");
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
