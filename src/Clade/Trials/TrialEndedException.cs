namespace Clade;

/// <summary>
/// Ends the training function when its trial yields or stops. Nothing went wrong: let it pass, and <c>using</c> and
/// <c>finally</c> clean up.
/// </summary>
public sealed class TrialEndedException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public TrialEndedException()
        : base("The trial yields or stops here; this exception ends its training function and is no error.")
    {
    }
}
