using System.Collections.Concurrent;
using Clade.Storage;

namespace Clade.Tests.Storage;

public sealed class ExperimentFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("mnist")]
    [InlineData("mnist-lr_2.0 (second)")]
    [InlineData("Größe")]
    [InlineData("console")]
    [InlineData("a..b")]
    public void Plain_names_become_folders(string name)
    {
        var folder = _temp.NewExperiment(name);
        Assert.Equal(Path.Combine(_temp.Path, name), folder.Path);
        Assert.Equal(name, folder.Name);
        Assert.True(Directory.Exists(folder.CheckpointsPath));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("..", "dot")]
    [InlineData("../other", "'/'")]
    [InlineData("a/b", "'/'")]
    [InlineData("a\\b", "'\\'")]
    [InlineData("/etc", "'/'")]
    [InlineData(".hidden", "dot")]
    [InlineData("a\nb", "control character")]
    [InlineData("a\u001b[2Jb", "control character")]
    [InlineData("what?", "'?'")]
    [InlineData("c:", "':'")]
    [InlineData("trailing.", "dot")]
    [InlineData("trailing ", "space")]
    [InlineData("-rf", "option")]
    [InlineData("con", "Windows")]
    [InlineData("NUL.txt", "Windows")]
    [InlineData("com1", "Windows")]
    [InlineData("lpt9.log", "Windows")]
    [InlineData("half\ud83d", "Unicode")]
    public void Names_that_are_no_plain_folder_are_refused_with_a_reason(string name, string reason)
    {
        var e = Assert.Throws<CladeException>(() => ExperimentFolder.Create(_temp.Path, name));
        Assert.Contains(reason, e.Message);
        Assert.Contains("'mnist-lr'", e.Message);
        Assert.DoesNotContain(e.Message, char.IsControl);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void A_name_has_a_limit_in_bytes()
    {
        _temp.NewExperiment(new string('a', ExperimentName.BytesMax));
        var e = Assert.Throws<CladeException>(() => _temp.NewExperiment(new string('ü', 51)));
        Assert.Contains("102 bytes long; at most 100 fit", e.Message);
    }

    [Fact]
    public void A_name_that_is_taken_gets_a_number()
    {
        Assert.Equal("mnist", _temp.NewExperiment("mnist").Name);
        Assert.Equal("mnist-2", _temp.NewExperiment("mnist").Name);
        File.WriteAllText(Path.Combine(_temp.Path, "mnist-3"), "a file");
        Assert.Equal("mnist-4", _temp.NewExperiment("mnist").Name);
    }

    [Fact]
    public void Drivers_that_start_at_once_get_folders_of_their_own()
    {
        var names = new ConcurrentBag<string>();
        var eight = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        Parallel.For(0, 40, eight, _ => names.Add(_temp.NewExperiment("mnist").Name));

        Assert.Equal(40, names.Distinct().Count());
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(_temp.Path), static path => Path.GetFileName(path)[0] == '.');
    }

    [Fact]
    public void An_experiment_is_found_by_its_folder_or_its_store()
    {
        var folder = _temp.Write(Script.Sample());
        Assert.Equal(folder.Path, ExperimentFolder.Open(folder.Path + Path.DirectorySeparatorChar).Path);
        Assert.Equal(folder.Path, ExperimentFolder.Open(folder.DatabasePath).Path);
        Assert.Contains("no such folder", Assert.Throws<StoreException>(
            () => ExperimentFolder.Open(Path.Combine(_temp.Path, "none"))).Message);
        Assert.Contains("no experiment.db", Assert.Throws<StoreException>(
            () => ExperimentFolder.Open(_temp.Path)).Message);
    }

    [Fact]
    public void Sockets_lie_where_only_this_user_can_reach_them()
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = _temp.NewExperiment();
        var path = folder.CreateSocketFolder();
        Assert.Equal("-rwx------", Mode(path));

        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        folder.CreateSocketFolder();
        Assert.Equal("-rwx------", Mode(path));
    }

    [Fact]
    public void A_link_in_place_of_a_private_folder_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = _temp.NewExperiment();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "sockets"), _temp.Path);
        Assert.Contains("is a link", Assert.Throws<StoreException>(() => folder.CreateSocketFolder()).Message);
    }

    private static string Mode(string path)
    {
        var mode = OperatingSystem.IsWindows() ? 0 : (int)File.GetUnixFileMode(path);
        return "-" + string.Concat("rwxrwxrwx".Select((c, i) => (mode >> (8 - i) & 1) == 1 ? c : '-'));
    }
}
