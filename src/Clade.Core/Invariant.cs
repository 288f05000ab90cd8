using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Clade;

/// <summary>Conditions that only a defect of Clade can break. They are checked in release builds too.</summary>
internal static class Invariant
{
    /// <summary>Throws when the condition is false: the host stops, and a resume starts from the journal.</summary>
    public static void Require(
        [DoesNotReturnIf(false)] bool condition,
        string? because = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
        {
            throw new InvalidOperationException(
                $"Broken invariant: {expression}{(because is null ? "" : $" ({because})")}. This is a defect of " +
                "Clade; " +
                "the experiment's journal shows how it came about.");
        }
    }
}
