namespace Clade;

/// <summary>
/// Something that a user of Clade can cause and mend. The message says what, why, and what to do instead.
/// </summary>
public class CladeException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CladeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public CladeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
