namespace Clade;

/// <summary>Proposes configurations for new trials.</summary>
public abstract record Sampler
{
    private protected Sampler()
    {
    }
}
