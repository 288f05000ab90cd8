using Clade.Checkpoints;
using Clade.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Clade.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private static readonly CheckpointId Id = Script.Checkpoint(3, 0, 12);
    private static readonly Configuration Config = Script.Config(0.1);

    private readonly TempFolder _temp = new();
    private readonly CheckpointStore _store;

    public CheckpointStoreTests() => _store = new CheckpointStore(Root, new FakeTimeProvider());

    private string Root => Path.Combine(_temp.Path, "checkpoints");

    private string Files => Path.Combine(Root, Id.ToString(), "files");

    private string Manifest => Path.Combine(Root, Id.ToString(), "manifest.json");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_was_saved_is_there_and_whole()
    {
        var saved = Save();
        var read = _store.Verify(Id);

        Assert.Equal(Files, read.Folder);
        Assert.Equal(saved, read);
        Assert.Equal((Id, 5L + 3_000_000, Config), (read.Id, read.Bytes, read.Config));
        Assert.Equal("hello", File.ReadAllText(Path.Combine(read.Folder, "model.txt")));
        Assert.True(Directory.Exists(Path.Combine(read.Folder, "sub", "empty")));
        Assert.Equal(Files, _store.FolderOf(Id));
        Assert.Equal([Id.ToString()], Directory.GetFileSystemEntries(Root).Select(Path.GetFileName));
    }

    [Fact]
    public void An_empty_checkpoint_is_a_checkpoint()
    {
        using (var save = _store.BeginSave(Id)) save.Publish(Config);
        Assert.Equal(0, _store.Verify(Id).Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_499_999)]
    [InlineData(2_999_999)]
    public void A_flipped_bit_is_found(int at)
    {
        Save();
        FlipBit(Path.Combine(Files, "sub", "weights.bin"), at);
        AssertDamaged("The content of file 'sub/weights.bin' has changed");
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_the_manifest_is_found()
    {
        Save();
        var good = File.ReadAllBytes(Manifest);
        for (var at = 0; at < good.Length; at++)
        {
            FlipBit(Manifest, at);
            AssertDamaged("manifest.json");
            File.WriteAllBytes(Manifest, good);
        }

        _store.Verify(Id);
    }

    [Fact]
    public void Every_other_kind_of_damage_is_named()
    {
        var weights = Path.Combine(Files, "sub", "weights.bin");
        Damage(() => File.WriteAllBytes(weights, new byte[17]), "'sub/weights.bin' has 17 bytes instead of 3000000");
        Damage(() => File.Delete(weights), "File 'sub/weights.bin' is missing");
        Damage(() => File.WriteAllText(Path.Combine(Files, "more"), ""), "File 'more' was added");
        Damage(() => Directory.Delete(Path.Combine(Files, "sub", "empty")), "Folder 'sub/empty' is missing");
        Damage(() => Directory.CreateDirectory(Path.Combine(Files, "new")), "Folder 'new' was added");
        Damage(() => File.Delete(Manifest), "manifest.json is missing");
        Damage(() => File.WriteAllText(Manifest, "{}"), "manifest.json can't be read");
        Damage(() => Directory.Delete(Files, recursive: true), "can't be read");
        Damage(() => Directory.Delete(Path.Combine(Root, Id.ToString()), recursive: true), "It is missing");
        Damage(() => File.CreateSymbolicLink(Path.Combine(Files, "link"), "/etc/hostname"), "Link 'link' was added");
    }

    [Fact]
    public void What_can_not_be_read_now_is_not_called_damaged()
    {
        Save();
        using (new FileStream(Path.Combine(Files, "model.txt"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var e = Assert.Throws<StoreException>(() => _store.Verify(Id));
            Assert.Contains("Could not read the checkpoint", e.Message);
        }

        _store.Verify(Id);
    }

    [Fact]
    public void A_checkpoint_under_another_name_is_damaged()
    {
        Save();
        var other = Script.Checkpoint(4, 0, 12);
        Directory.Move(Path.Combine(Root, Id.ToString()), Path.Combine(Root, other.ToString()));
        var e = Assert.Throws<CheckpointDamagedException>(() => _store.Verify(other));
        Assert.Contains($"that of '{Id}'", e.Message);
    }

    [Theory]
    [InlineData("link", "/etc/hostname")]
    [InlineData("sub/link", "../model.txt")]
    [InlineData("dangling", "nowhere")]
    public void Links_are_refused_when_saving(string name, string target)
    {
        using var save = _store.BeginSave(Id);
        Write(save.Folder);
        File.CreateSymbolicLink(Path.Combine(save.Folder, name), target);
        var e = Assert.Throws<CladeException>(() => save.Publish(Config));
        Assert.Contains($"'{name}' is a link", e.Message);
        Assert.False(_store.Exists(Id));
    }

    [Fact]
    public void A_link_to_a_folder_is_neither_followed_nor_taken()
    {
        using var save = _store.BeginSave(Id);
        Directory.CreateSymbolicLink(Path.Combine(save.Folder, "root"), "/");
        Assert.Throws<CladeException>(() => save.Publish(Config));

        Directory.Delete(save.Folder, recursive: true);
        Directory.CreateSymbolicLink(save.Folder, _temp.Path);
        Assert.Throws<CladeException>(() => save.Publish(Config));

        Directory.Delete(save.Folder);
        Assert.Contains("removed the folder", Assert.Throws<CladeException>(() => save.Publish(Config)).Message);
    }

    [Fact]
    public void A_checkpoint_is_published_once()
    {
        Save();
        using var again = _store.BeginSave(Id);
        Assert.Throws<InvalidOperationException>(() => again.Publish(Config));
        _store.Verify(Id);
    }

    [Fact]
    public void A_save_that_fails_leaves_nothing()
    {
        using (var save = _store.BeginSave(Id)) Write(save.Folder);
        Assert.Empty(Directory.GetFileSystemEntries(Root));
        Assert.False(_store.Exists(Id));
    }

    [Fact]
    public void Deleting_is_complete_and_can_be_repeated()
    {
        Save();
        _store.Delete(Id);
        _store.Delete(Id);
        Assert.Empty(Directory.GetFileSystemEntries(Root));
        AssertDamaged("It is missing");
    }

    [Fact]
    public void Clean_up_removes_what_a_crash_left_and_what_nothing_refers_to()
    {
        Save();
        var other = Script.Checkpoint(1, 2, 3);
        using (var save = _store.BeginSave(other)) save.Publish(Config);
        Write(_store.BeginSave(Script.Checkpoint(1, 2, 4)).Folder);
        Directory.Move(Path.Combine(Root, other.ToString()), Path.Combine(Root, $".trash-{other}-x"));
        var third = Script.Checkpoint(1, 2, 5);
        using (var save = _store.BeginSave(third)) save.Publish(Config);
        Directory.CreateDirectory(Path.Combine(Root, "mine"));
        Directory.CreateDirectory(Path.Combine(Root, "trial-01-attempt-0-iteration-1"));

        Assert.Equal(new CheckpointGarbage(1, 2), _store.CollectGarbage(new HashSet<CheckpointId> { Id }));

        Assert.Equal(
            ["mine", "trial-01-attempt-0-iteration-1", Id.ToString()],
            Directory.GetFileSystemEntries(Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        _store.Verify(Id);
        Assert.Equal(new CheckpointGarbage(0, 0), _store.CollectGarbage(new HashSet<CheckpointId> { Id }));
    }

    [Fact]
    public void What_a_lost_attempt_left_is_collected_and_nothing_of_others()
    {
        Save();
        var untold = Script.Checkpoint(3, 1, 14);
        using (var save = _store.BeginSave(untold)) save.Publish(Config);
        Directory.CreateDirectory(Path.Combine(Root, ".partial-trial-3-attempt-1-iteration-16-77-x"));
        Directory.CreateDirectory(Path.Combine(Root, ".partial-trial-3-attempt-11-iteration-16-77-x"));
        Directory.CreateDirectory(Path.Combine(Root, ".partial-trial-13-attempt-1-iteration-16-77-x"));

        Assert.Equal(new CheckpointGarbage(0, 0), _store.CollectGarbage(Script.Trial(3), 0, Id.Equals));
        Assert.Equal(new CheckpointGarbage(1, 1), _store.CollectGarbage(Script.Trial(3), 1, Id.Equals));
        Assert.False(_store.Exists(untold));
        Assert.Equal(3, Directory.GetDirectories(Root).Length);
        _store.Verify(Id);
    }

    [Fact]
    public void Clean_up_before_the_first_save_finds_nothing() =>
        Assert.Equal(new CheckpointGarbage(0, 0), _store.CollectGarbage(new HashSet<CheckpointId>()));

    private static void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "model.txt"), "hello");
        Directory.CreateDirectory(Path.Combine(folder, "sub", "empty"));
        File.WriteAllBytes(Path.Combine(folder, "sub", "weights.bin"), new byte[3_000_000]);
    }

    private static void FlipBit(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private Checkpoint Save()
    {
        using var save = _store.BeginSave(Id);
        Write(save.Folder);
        return save.Publish(Config);
    }

    private void Damage(Action damage, string found)
    {
        _store.Delete(Id);
        Save();
        damage();
        AssertDamaged(found);
    }

    private void AssertDamaged(string found)
    {
        var e = Assert.Throws<CheckpointDamagedException>(() => _store.Verify(Id));
        Assert.Equal(Id, e.Checkpoint);
        Assert.Contains(found, e.Reason);
        Assert.Contains(Id.ToString(), e.Message);
    }
}
