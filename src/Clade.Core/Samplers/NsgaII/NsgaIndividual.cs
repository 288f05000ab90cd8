namespace Clade.NsgaII;

/// <summary>A member of the population.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Place">Where that lies.</param>
/// <param name="Losses">Its outcome: lower is better in each; all infinite if it has none.</param>
internal sealed record NsgaIndividual(int Trial, Configuration Config, double[] Place, double[] Losses)
{
    /// <summary>Its front among the population; 0 is the best.</summary>
    public int Front { get; init; }

    /// <summary>How much room it has on its front.</summary>
    public double Crowding { get; init; }

    /// <summary>Whether it wins a tournament.</summary>
    public bool Beats(NsgaIndividual other) =>
        Front < other.Front || (Front == other.Front && Crowding > other.Crowding);
}
