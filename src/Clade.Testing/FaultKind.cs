namespace Clade.Testing;

/// <summary>The kinds of fault, one for each probability in <see cref="Faults"/>.</summary>
internal enum FaultKind
{
    Throw,
    LoseWorker,
    Hang,
    NaN,
    SaveThrows,
    SlowSave,
    DamageCheckpoint,
    Duplicate,
    Delay,
    Reorder,
    SlowDisk,
    CrashBeforeAppend,
    CrashAfterAppend,
    Interrupt,
    PauseTrial,
    PauseAll,
    ShortMemory,
    ExceedMemory,
}
