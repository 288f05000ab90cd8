using Clade.Workers.Channel;

namespace Clade.Workers;

/// <summary>What a worker does once beforehand, so that its first save need not wait for it.</summary>
public sealed class RehearsalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-rehearsal-").FullName;

    [Fact]
    public void Everything_is_gone_through_and_nothing_is_left()
    {
        Assert.True(Rehearsal.Run(Path.Combine(_folder, "here")));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_folder_that_can_not_be_made_is_nobodys_trouble()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Assert.False(Rehearsal.Run(Path.Combine(file, "here")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
