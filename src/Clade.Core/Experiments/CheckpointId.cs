using System.Globalization;

namespace Clade;

/// <summary>Names a checkpoint by where it came from; there is at most one for each report of an attempt.</summary>
/// <param name="Trial">The trial that saved it.</param>
/// <param name="Attempt">The attempt of that trial.</param>
/// <param name="Iteration">The iteration after which it was saved.</param>
public readonly record struct CheckpointId(TrialId Trial, int Attempt, long Iteration) : IComparable<CheckpointId>
{
    /// <summary>The name of the checkpoint's folder, such as <c>trial-3-attempt-0-iteration-12</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"trial-{Trial.Value}-attempt-{Attempt}-iteration-{Iteration}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no checkpoint's name.</exception>
    public static CheckpointId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('-');
        return parts is ["trial", var trial, "attempt", var attempt, "iteration", var iteration]
            && int.TryParse(trial, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(iteration, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new CheckpointId(new TrialId(id), number, count)
            : throw new FormatException($"'{text}' does not name a checkpoint (trial-0-attempt-0-iteration-1).");
    }

    /// <inheritdoc />
    public int CompareTo(CheckpointId other) =>
        (Trial.Value, Attempt, Iteration).CompareTo((other.Trial.Value, other.Attempt, other.Iteration));
}
