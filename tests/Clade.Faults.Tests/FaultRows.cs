using System.Collections.Immutable;

namespace Clade.Faults;

/// <summary>Everything that goes wrong, a row each.</summary>
internal static class FaultRows
{
    public static ImmutableArray<FaultRow> All { get; } =
    [
        new("kill-driver", new FaultVariant(FaultKind.KillDriver)) { TimesMax = 2 },
        new("kill-driver-and-guardian", new FaultVariant(FaultKind.KillDriverAndGuardian)),
        new("kill-worker", new FaultVariant(FaultKind.KillWorker)) { TimesMax = 2 },
        new("kill-child", new FaultVariant(FaultKind.KillChild)),
        new("crash-in-store",
            Crash(CrashPoint.AppendBefore), Crash(CrashPoint.CommitBefore), Crash(CrashPoint.CommitAfter),
            Crash(CrashPoint.AppendAfter)) { TimesMax = 2 },
        new("crash-in-delete", Crash(CrashPoint.DeleteBefore, atMax: 5), Crash(CrashPoint.DeleteRenamed, atMax: 5)),
        new("crash-in-publish",
            CrashOfWorker(CrashPoint.ManifestBefore), CrashOfWorker(CrashPoint.PublishBefore),
            CrashOfWorker(CrashPoint.PublishAfter), CrashOfWorker(CrashPoint.SavedAfter)) { TimesMax = 2 },
        new("full-disk", new FaultVariant(FaultKind.FillDisk))
        {
            OnSmallDisk = true, Mounts = true, Refusal = "the disk is full (",
        },
        new("read-only-folder", new FaultVariant(FaultKind.MakeReadOnly))
        {
            Mounts = true, Refusal = "read-only",
        },
        new("damaged-checkpoint",
            new FaultVariant(FaultKind.FlipBit), new FaultVariant(FaultKind.TruncateFile),
            new FaultVariant(FaultKind.RemoveManifest)) { DecidesTheSame = false },
        new("damaged-log",
            new FaultVariant(FaultKind.KillDriver) { Damage = StoreDamage.CutLog },
            new FaultVariant(FaultKind.KillDriver) { Damage = StoreDamage.FlipBitOfLog }) { Refusal = "damaged" },
        new("damaged-database", new FaultVariant(FaultKind.KillDriver) { Damage = StoreDamage.GarbageInPage })
        {
            Refusal = "damaged",
        },
        new("delayed-and-repeated-messages", new FaultVariant(FaultKind.DelayMessages)),
        new("stopped-worker", new FaultVariant(FaultKind.StopWorker)),
        new("slow-save", new FaultVariant(FaultKind.SlowSave)) { TimesMax = 2 },
        new("training-throws",
            new FaultVariant(FaultKind.ThrowInTraining), new FaultVariant(FaultKind.ThrowInSave),
            new FaultVariant(FaultKind.ThrowInRestore) { NeedsPopulation = true }),
        new("callback-throws",
            new FaultVariant(FaultKind.ThrowInStopRule, AtMax: 20),
            new FaultVariant(FaultKind.ThrowInSampleFrom, AtMax: 10),
            new FaultVariant(FaultKind.ThrowInExplore, AtMax: 1) { NeedsPopulation = true })
        {
            Refusal = "threw",
            // The experiment ends in order, and trials leave between ready points.
            DecidesTheSame = false,
        },
    ];

    private static FaultVariant Crash(string point, int atMax = 40) => new(FaultKind.CrashDriver, point, atMax);

    private static FaultVariant CrashOfWorker(string point) => new(FaultKind.CrashWorker, point, AtMax: 3);
}
