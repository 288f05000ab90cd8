namespace Clade.Testing;

/// <summary>Says when a fault strikes, and counts how often each did.</summary>
/// <remarks>
/// Each kind of fault draws from a stream of its own: switching one off leaves the others where they were, so that a
/// failing run stays one while it is shrunk.
/// </remarks>
/// <param name="faults">How likely each is.</param>
/// <param name="seed">The seed of the faults.</param>
internal sealed class FaultDice(Faults faults, ulong seed)
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    private readonly double[] _probabilities = [.. Kinds.Select(faults.Of)];
    private readonly KeyedRandom[] _streams =
        [.. Kinds.Select(kind => KeyedRandom.For(seed, RandomPurpose.Simulation, (long)kind))];

    /// <summary>How often each kind struck, by its number.</summary>
    public int[] Counts { get; } = new int[Kinds.Length];

    public bool Strikes(FaultKind kind)
    {
        var probability = _probabilities[(int)kind];
        if (probability <= 0 || !_streams[(int)kind].NextBoolean(probability)) return false;

        Counts[(int)kind]++;
        return true;
    }

    /// <summary>How bad it is, in [0, 1), from the fault's own stream.</summary>
    public double Severity(FaultKind kind) => _streams[(int)kind].NextDouble();
}
