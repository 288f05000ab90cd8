using System.Diagnostics;

namespace Clade.Workers;

/// <summary>Snapshots of folders made up for the purpose.</summary>
public sealed class ProgramSnapshotTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("clade-tests-").FullName;
    private readonly string _source;
    private readonly string _target;
    private readonly RunningProgram _program;

    public ProgramSnapshotTests()
    {
        (_source, _target) = (Path.Combine(_root, "bin"), Path.Combine(_root, "bin/experiments/mnist/program"));
        _program = new RunningProgram(ProgramKind.Executable, Source("app"), [], Source("app.dll"));
        Write("app", "executable");
        File.SetUnixFileMode(Source("app"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        Write("app.dll", "managed");
        Write("runtimes/linux-x64/native/libtorch.so", new string('t', 100));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_rebuild_of_the_program_does_not_reach_the_snapshot()
    {
        var snapshot = Take();
        File.WriteAllText(Source("app.dll"), "rebuilt");

        Assert.Equal(Target("app"), snapshot.Executable);
        Assert.Equal("managed", File.ReadAllText(Target("app.dll")));
        Assert.True(File.GetUnixFileMode(Target("app")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void A_large_file_is_the_same_file_under_a_second_name()
    {
        Take(new SnapshotLimits { LinkedBytesMin = 50 });

        File.WriteAllText(Source("runtimes/linux-x64/native/libtorch.so"), "seen in both");

        Assert.Equal("seen in both", File.ReadAllText(Target("runtimes/linux-x64/native/libtorch.so")));
        Assert.Null(new FileInfo(Target("runtimes/linux-x64/native/libtorch.so")).LinkTarget);
    }

    [Fact]
    public void The_experiments_other_snapshots_and_the_snapshot_itself_are_left_out()
    {
        Write("experiments/mnist/store.db", "journal");
        Write("elsewhere/program/" + ProgramSnapshot.MarkerFile, "");
        Write("elsewhere/program/app.dll", "of another experiment");

        ProgramSnapshot.Take(_program, _target, SnapshotLimits.Default, [Source("experiments")]);
        Assert.False(Path.Exists(Target("experiments")));
        Assert.False(Path.Exists(Target("elsewhere/program")));

        ProgramSnapshot.Take(_program, _target, SnapshotLimits.Default, []);
        Assert.Equal("journal", File.ReadAllText(Target("experiments/mnist/store.db")));
        Assert.False(Path.Exists(Target("experiments/mnist/program")));
    }

    [Theory]
    [InlineData(8, 512L << 20)]
    [InlineData(4_000, 1_000)]
    public void Of_a_folder_too_large_for_a_program_only_code_is_copied_and_the_rest_is_seen_through(
        int entriesMax, long copiedBytesMax)
    {
        for (var photo = 0; photo < 20; photo++) Write($"photos/{photo}.png", new string('p', 100));
        Write("notes.txt", "notes");

        Take(new SnapshotLimits { EntriesMax = entriesMax, CopiedBytesMax = copiedBytesMax });

        Assert.Equal(Source("photos"), new DirectoryInfo(Target("photos")).LinkTarget);
        Assert.Equal(Source("notes.txt"), new FileInfo(Target("notes.txt")).LinkTarget);
        Assert.Null(new FileInfo(Target("app.dll")).LinkTarget);
        Assert.Null(new FileInfo(Target("app")).LinkTarget);
    }

    [Fact]
    public async Task A_pipe_in_the_folder_is_not_waited_for()
    {
        using (var mkfifo = Process.Start("mkfifo", Source("pipe")))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await Task.Run(() => Take(), TestContext.Current.CancellationToken)
            .WaitAsync(Patience.Long, TestContext.Current.CancellationToken);

        Assert.Equal("managed", File.ReadAllText(Target("app.dll")));
    }

    [Fact]
    public void Links_within_the_program_lead_to_the_copy_and_others_to_the_original()
    {
        Write("libx.so.1", "x");
        File.CreateSymbolicLink(Source("libx.so"), "libx.so.1");
        File.CreateSymbolicLink(Source("data"), "../data");
        Directory.CreateDirectory(Path.Combine(_root, "data"));

        Take();

        Assert.Equal("libx.so.1", new FileInfo(Target("libx.so")).LinkTarget);
        Assert.Equal(
            Path.Combine(_root, "data"), new DirectoryInfo(Target("data")).ResolveLinkTarget(true)!.FullName);
    }

    [Fact]
    public void An_earlier_snapshot_is_replaced_but_nothing_else()
    {
        Take();
        File.Delete(Source("runtimes/linux-x64/native/libtorch.so"));
        Take();
        Assert.False(File.Exists(Target("runtimes/linux-x64/native/libtorch.so")));

        File.Delete(Target(ProgramSnapshot.MarkerFile));
        Assert.Contains(
            "holds files that are no copy of a program", Assert.Throws<CladeException>(() => Take()).Message,
            StringComparison.Ordinal);
        Assert.Equal("managed", File.ReadAllText(Target("app.dll")));
    }

    [Fact]
    public void A_program_started_by_dotnet_keeps_the_hosts_options_and_files_within_move_along()
    {
        Write("app.runtimeconfig.json", "{}");
        var options = RunningProgram.HostOptionsOf(
        [
            "dotnet", "exec", "--runtimeconfig", Source("app.runtimeconfig.json"), "--fx-version", "10.0.1",
            "app.dll", "--x", "1",
        ]);
        var program = new RunningProgram(ProgramKind.Dotnet, "/usr/bin/dotnet", options, Source("app.dll"));

        var snapshot = ProgramSnapshot.Take(program, _target, SnapshotLimits.Default, []);

        Assert.Equal("/usr/bin/dotnet", snapshot.Executable);
        Assert.Equal(
            ["exec", "--runtimeconfig", Target("app.runtimeconfig.json"), "--fx-version", "10.0.1", Target("app.dll")],
            snapshot.Arguments);
    }

    [Fact]
    public void A_program_that_was_built_without_hooks_gets_them_in_the_copy()
    {
        Write(
            "app.runtimeconfig.json",
            """{ "x": false, "System.StartupHookProvider.IsSupported": false, "y": false }""");

        StartupHookSupport.SwitchOn(Source("app.runtimeconfig.json"));

        Assert.Equal(
            """{ "x": false, "System.StartupHookProvider.IsSupported": true, "y": false }""",
            File.ReadAllText(Source("app.runtimeconfig.json")));
    }

    private ProgramSnapshot Take(SnapshotLimits? limits = null) =>
        ProgramSnapshot.Take(_program, _target, limits ?? SnapshotLimits.Default, []);

    private string Source(string path) => Path.Combine(_source, path);

    private string Target(string path) => Path.Combine(_target, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Source(path))!);
        File.WriteAllText(Source(path), text);
    }
}
