using System.Collections.Immutable;

namespace Clade;

/// <summary>A search space, or a configuration given for it, that can't be used as it is.</summary>
public sealed class SearchSpaceException : CladeException
{
    /// <summary>Creates the exception from one mistake.</summary>
    /// <param name="message">Which hyperparameter, its value, why it is refused, and what to write instead.</param>
    public SearchSpaceException(string message)
        : base(message) => Mistakes = [message];

    /// <summary>Creates the exception from one mistake with its cause.</summary>
    /// <param name="message">Which hyperparameter, its value, why it is refused, and what to write instead.</param>
    /// <param name="innerException">What the user's own function threw.</param>
    public SearchSpaceException(string message, Exception innerException)
        : base(message, innerException) => Mistakes = [message];

    internal SearchSpaceException(string subject, ImmutableArray<string> mistakes)
        : base(MessageOf(subject, mistakes)) => Mistakes = mistakes;

    /// <summary>Every mistake that was found, each a sentence of its own; never empty.</summary>
    public IReadOnlyList<string> Mistakes { get; }

    private static string MessageOf(string subject, ImmutableArray<string> mistakes)
    {
        Invariant.Require(!mistakes.IsEmpty);
        return mistakes.Length == 1
            ? mistakes[0]
            : $"{subject} has {Spaces.Literal.Of(mistakes.Length)} mistakes:{Lines(mistakes)}";
    }

    private static string Lines(ImmutableArray<string> mistakes) =>
        string.Concat(mistakes.Select(static mistake => $"\n- {mistake}"));
}
