using System.Collections.Immutable;

namespace Clade.MultiObjective;

/// <summary>Several objectives that go together; equal if each is.</summary>
internal sealed record ObjectiveList(ImmutableArray<Objective> Items)
{
    /// <exception cref="ArgumentException">There is none, one is null, or two have the same metric.</exception>
    public static ObjectiveList Of(IEnumerable<Objective> objectives, string parameter)
    {
        ArgumentNullException.ThrowIfNull(objectives, parameter);
        ImmutableArray<Objective> items = [.. objectives];
        if (items.IsEmpty || items.Contains(null!))
        {
            throw new ArgumentException(
                "There must be at least one objective, and none may be null. Give Objective.Minimize(\"loss\"), say.",
                parameter);
        }

        var twice = items.GroupBy(static objective => objective.Metric, StringComparer.Ordinal)
            .FirstOrDefault(static group => group.Count() > 1);
        return twice is null ? new ObjectiveList(items) : throw new ArgumentException(
            $"The metric '{twice.Key}' is an objective twice, which would count it twice. Leave one out.", parameter);
    }

    public bool Equals(ObjectiveList? other) =>
        other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    public override int GetHashCode() => Items.Aggregate(
        Items.Length, static (hash, objective) => unchecked((hash * 31) + objective.GetHashCode()));

    public override string ToString() => string.Join(", ", Items);
}
