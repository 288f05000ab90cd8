namespace Clade.Testing;

/// <summary>How often what goes wrong, as probabilities for each occasion. All 0 by default.</summary>
public sealed record Faults
{
    /// <summary>Nothing goes wrong.</summary>
    public static Faults None { get; } = new();

    /// <summary>At a report: the training function throws instead.</summary>
    public double Throw { get; init; }

    /// <summary>At a report or a save: the worker dies instead, or just after the checkpoint was published.</summary>
    public double LoseWorker { get; init; }

    /// <summary>At a report: the worker falls silent for ever. Needs a report timeout.</summary>
    public double Hang { get; init; }

    /// <summary>At a report: every metric is NaN or infinite.</summary>
    public double NaN { get; init; }

    /// <summary>At a save: the training function's save throws.</summary>
    public double SaveThrows { get; init; }

    /// <summary>At a save: it takes up to 20 s longer.</summary>
    public double SlowSave { get; init; }

    /// <summary>At a save: the checkpoint is damaged after it was published.</summary>
    public double DamageCheckpoint { get; init; }

    /// <summary>At a message: it comes twice, up to 3 s later, when another attempt may be live.</summary>
    public double Duplicate { get; init; }

    /// <summary>At a message: it is up to 2 s late, so that other workers' overtake it.</summary>
    public double Delay { get; init; }

    /// <summary>At a message: it changes places with those of other workers around the same time.</summary>
    public double Reorder { get; init; }

    /// <summary>
    /// At an append: it takes up to 5 s; nothing is carried out before, and what happens meanwhile is taken in as one
    /// batch.
    /// </summary>
    public double SlowDisk { get; init; }

    /// <summary>At an event: the driver is killed before it is in the journal.</summary>
    public double CrashBeforeAppend { get; init; }

    /// <summary>At an event: the driver is killed after it is in the journal, before it was acted upon.</summary>
    public double CrashAfterAppend { get; init; }

    /// <summary>At an event: the user presses Ctrl+C, and resumes once all is saved.</summary>
    public double Interrupt { get; init; }

    /// <summary>At an event: the user pauses a trial, and lets it go on within 30 s.</summary>
    public double PauseTrial { get; init; }

    /// <summary>At an event: the user pauses the experiment, and lets it go on within 30 s.</summary>
    public double PauseAll { get; init; }

    /// <summary>
    /// At an event: the machine's memory gets short or critical, for up to 20 s or, one time in ten, for good.
    /// </summary>
    public double ShortMemory { get; init; }

    /// <summary>At a report: the worker takes more memory than its trial asked for.</summary>
    public double ExceedMemory { get; init; }

    /// <summary>Swarm testing: switches each fault on or off by the bits of a seed.</summary>
    /// <param name="seed">The seed.</param>
    public static Faults Swarm(ulong seed)
    {
        var random = KeyedRandom.For(seed, RandomPurpose.Simulation, first: -1);
        double Maybe(double probability) => random.NextBoolean() ? probability * random.NextDouble() : 0;
        return new Faults
        {
            Throw = Maybe(0.05),
            LoseWorker = Maybe(0.05),
            Hang = Maybe(0.02),
            NaN = Maybe(0.1),
            SaveThrows = Maybe(0.05),
            DamageCheckpoint = Maybe(0.1),
            Duplicate = Maybe(0.2),
            Delay = Maybe(0.2),
            CrashBeforeAppend = Maybe(0.01),
            CrashAfterAppend = Maybe(0.01),
            Interrupt = Maybe(0.01),
            SlowSave = Maybe(0.1),
            Reorder = Maybe(0.3),
            SlowDisk = Maybe(0.05),
            PauseTrial = Maybe(0.02),
            PauseAll = Maybe(0.01),
            ShortMemory = Maybe(0.02),
            ExceedMemory = Maybe(0.02),
        };
    }

    internal double Of(FaultKind kind) => kind switch
    {
        FaultKind.Throw => Throw,
        FaultKind.LoseWorker => LoseWorker,
        FaultKind.Hang => Hang,
        FaultKind.NaN => NaN,
        FaultKind.SaveThrows => SaveThrows,
        FaultKind.SlowSave => SlowSave,
        FaultKind.DamageCheckpoint => DamageCheckpoint,
        FaultKind.Duplicate => Duplicate,
        FaultKind.Delay => Delay,
        FaultKind.Reorder => Reorder,
        FaultKind.SlowDisk => SlowDisk,
        FaultKind.CrashBeforeAppend => CrashBeforeAppend,
        FaultKind.CrashAfterAppend => CrashAfterAppend,
        FaultKind.Interrupt => Interrupt,
        FaultKind.PauseTrial => PauseTrial,
        FaultKind.PauseAll => PauseAll,
        FaultKind.ShortMemory => ShortMemory,
        FaultKind.ExceedMemory => ExceedMemory,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such fault."),
    };

    /// <summary>The same with one fault switched off.</summary>
    internal Faults Without(FaultKind kind) => kind switch
    {
        FaultKind.Throw => this with { Throw = 0 },
        FaultKind.LoseWorker => this with { LoseWorker = 0 },
        FaultKind.Hang => this with { Hang = 0 },
        FaultKind.NaN => this with { NaN = 0 },
        FaultKind.SaveThrows => this with { SaveThrows = 0 },
        FaultKind.SlowSave => this with { SlowSave = 0 },
        FaultKind.DamageCheckpoint => this with { DamageCheckpoint = 0 },
        FaultKind.Duplicate => this with { Duplicate = 0 },
        FaultKind.Delay => this with { Delay = 0 },
        FaultKind.Reorder => this with { Reorder = 0 },
        FaultKind.SlowDisk => this with { SlowDisk = 0 },
        FaultKind.CrashBeforeAppend => this with { CrashBeforeAppend = 0 },
        FaultKind.CrashAfterAppend => this with { CrashAfterAppend = 0 },
        FaultKind.Interrupt => this with { Interrupt = 0 },
        FaultKind.PauseTrial => this with { PauseTrial = 0 },
        FaultKind.PauseAll => this with { PauseAll = 0 },
        FaultKind.ShortMemory => this with { ShortMemory = 0 },
        FaultKind.ExceedMemory => this with { ExceedMemory = 0 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such fault."),
    };
}
