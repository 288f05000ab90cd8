using System.Collections.Immutable;
using Clade.Experiments;

namespace Clade.Testing;

/// <summary>The simulator found a state or a decision that must not be.</summary>
public sealed class InvariantViolationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public InvariantViolationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public InvariantViolationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What had happened up to the violation, the violating event last; empty before it is known.</summary>
    internal ImmutableArray<JournalEntry> Journal { get; init; } = [];
}
