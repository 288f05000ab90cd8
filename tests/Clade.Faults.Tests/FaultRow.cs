using System.Collections.Immutable;

namespace Clade.Faults;

/// <summary>What is done to the store's files between the death of a driver and the next one.</summary>
internal enum StoreDamage
{
    None,
    CutLog,
    FlipBitOfLog,
    GarbageInPage,
}

/// <summary>One way in which a row's fault may strike.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="CrashPoint">Where, for a crash.</param>
/// <param name="AtMax">The latest occasion.</param>
internal sealed record FaultVariant(FaultKind Kind, string? CrashPoint = null, int AtMax = 5)
{
    public StoreDamage Damage { get; init; }

    /// <summary>Whether it can happen only where trials copy each other.</summary>
    public bool NeedsPopulation { get; init; }
}

/// <summary>A row of the matrix: a fault with its variants, which take turns.</summary>
internal sealed record FaultRow(string Name, params ImmutableArray<FaultVariant> Variants)
{
    /// <summary>Whether a synchronous experiment decides as if nothing had happened.</summary>
    public bool DecidesTheSame { get; init; } = true;

    /// <summary>Whether the experiment lies on a small disk of its own.</summary>
    public bool OnSmallDisk { get; init; }

    /// <summary>Whether the run mounts something.</summary>
    public bool Mounts { get; init; }

    /// <summary>What the message says if the experiment stops for it; none if it must not.</summary>
    public string? Refusal { get; init; }

    /// <summary>How often it strikes at most, run by run; once unless killing twice adds something.</summary>
    public int TimesMax { get; init; } = 1;

    /// <summary>The variants that a scheduler can meet; none means an empty cell.</summary>
    public ImmutableArray<FaultVariant> VariantsFor(FaultScheduler scheduler) =>
        [.. Variants.Where(v => !v.NeedsPopulation || scheduler != FaultScheduler.Random)];

    public override string ToString() => Name;
}
