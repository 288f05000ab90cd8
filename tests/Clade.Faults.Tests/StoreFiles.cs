namespace Clade.Faults;

/// <summary>Damages a store whose driver is dead, and can bring it back from a copy.</summary>
internal sealed class StoreFiles(FaultPlan plan)
{
    private const int PageBytes = 4096;
    private const int LogHeaderBytes = 32;

    private string Database => Path.Combine(plan.Experiment, "experiment.db");

    private string Log => $"{Database}-wal";

    private string Copies => Path.Combine(plan.Scratch, "copies");

    /// <summary>Whether there is a copy, because damage was done.</summary>
    public bool WasDamaged => Directory.Exists(Copies);

    /// <summary>Does the damage, after it has taken a copy.</summary>
    public void Damage(StoreDamage damage, Random random)
    {
        var file = damage == StoreDamage.GarbageInPage ? Database : Log;
        if (!File.Exists(file) || new FileInfo(file).Length <= PageBytes) return;

        Directory.CreateDirectory(Copies);
        foreach (var path in Directory.EnumerateFiles(plan.Experiment, "experiment.db*"))
        {
            File.Copy(path, Path.Combine(Copies, Path.GetFileName(path)));
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        switch (damage)
        {
            case StoreDamage.CutLog:
                stream.SetLength(random.NextInt64(LogHeaderBytes, stream.Length));
                break;
            case StoreDamage.FlipBitOfLog:
                stream.Position = random.NextInt64(LogHeaderBytes, stream.Length);
                var flipped = (byte)(stream.ReadByte() ^ (1 << random.Next(8)));
                stream.Position--;
                stream.WriteByte(flipped);
                break;
            default:
                var garbage = new byte[PageBytes];
                random.NextBytes(garbage);
                stream.Position = PageBytes * random.NextInt64(stream.Length / PageBytes);
                stream.Write(garbage);
                break;
        }
    }

    /// <summary>The remedy: the copy comes back.</summary>
    public void Restore()
    {
        foreach (var path in Directory.EnumerateFiles(plan.Experiment, "experiment.db*")) File.Delete(path);
        foreach (var path in Directory.EnumerateFiles(Copies))
        {
            File.Copy(path, Path.Combine(plan.Experiment, Path.GetFileName(path)));
        }
    }
}
