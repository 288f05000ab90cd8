namespace Clade;

/// <summary>Decides about running trials: continue, yield, stop, exploit.</summary>
public abstract record Scheduler
{
    private protected Scheduler()
    {
    }
}
