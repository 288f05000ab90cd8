namespace Clade.Testing;

/// <summary>How often what goes wrong, as probabilities for each occasion. All 0 by default.</summary>
public sealed record Faults
{
    /// <summary>Nothing goes wrong.</summary>
    public static Faults None { get; } = new();

    /// <summary>At a report: the training function throws instead.</summary>
    public double Throw { get; init; }

    /// <summary>At a report: the worker dies instead.</summary>
    public double LoseWorker { get; init; }

    /// <summary>At a report: the worker falls silent for ever. Needs a report timeout.</summary>
    public double Hang { get; init; }

    /// <summary>At a report: the objective's metric is not a number.</summary>
    public double NaN { get; init; }

    /// <summary>At a save: the training function's save throws.</summary>
    public double SaveThrows { get; init; }

    /// <summary>At a save: the checkpoint is damaged after it was published.</summary>
    public double DamageCheckpoint { get; init; }

    /// <summary>At a message: it comes twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>At a message: it is late, so that others overtake it.</summary>
    public double Delay { get; init; }

    /// <summary>At an event: the driver is killed before it is in the journal.</summary>
    public double CrashBeforeAppend { get; init; }

    /// <summary>At an event: the driver is killed after it is in the journal, before it was acted upon.</summary>
    public double CrashAfterAppend { get; init; }

    /// <summary>At an event: the user presses Ctrl+C, and resumes once all is saved.</summary>
    public double Interrupt { get; init; }

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
        };
    }
}
