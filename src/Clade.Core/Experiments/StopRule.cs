namespace Clade;

/// <summary>When a trial, or the whole experiment, has had enough.</summary>
public abstract record StopRule
{
    private protected StopRule()
    {
    }
}
