using Clade.Checkpoints;
using Clade.Storage;

namespace Clade.Workers.Channel;

/// <summary>
/// Goes once through what a report, a save and a restore take, while the worker waits for its first order: code is
/// compiled when it runs first, and where ten workers save first at the same time, each would wait a tenth of a second.
/// </summary>
internal static class Rehearsal
{
    public const string ThreadName = "Clade rehearsal";

    /// <param name="folder">Where to save; it does not exist yet, and won't afterwards.</param>
    public static void Begin(string folder) =>
        new Thread(() => Run(folder)) { IsBackground = true, Name = ThreadName }.Start();

    /// <returns>Whether all went well.</returns>
    public static bool Run(string folder)
    {
        try
        {
            Speak();
            Save(folder);
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception e) when (e is CladeException || StoreFailure.IsSystemFailure(e))
        {
            // It only saves time. What is left of the folder goes with the driver's private folder.
            return false;
        }
    }

    private static void Speak()
    {
        var metrics = new Metrics([new("score", 0.5)]);
        _ = ChannelJson.Write(new ReportMessage(default, 0, "", 1, metrics, CanSave: true));
        _ = ChannelJson.Write(new SavedMessage(default, 0, "", 1, Bytes: 1));
        _ = ChannelJson.Write(new EndedMessage(default, 0, "", AttemptOutcome.Left, Error: null, Damage: null));
        _ = ChannelJson.ReadDriverMessage(ChannelJson.Write(new AnswerMessage(
            default, 0, 1, ReplyKind.Save, default(CheckpointId), LearningRateFactor: 1)).AsSpan()[..^1]);
    }

    private static void Save(string folder)
    {
        var checkpoints = new CheckpointStore(folder, TimeProvider.System);
        var id = default(CheckpointId);
        using var save = checkpoints.BeginSave(id);
        File.WriteAllText(Path.Combine(save.Folder, "weights"), "0.5");
        save.Publish(Configuration.Empty);
        _ = checkpoints.Verify(id);
    }
}
