using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>Whether names are all different, in time that grows with their number and not with its square.</summary>
internal static class DistinctNames
{
    // Up to here comparing all pairs is faster than hashing, and allocates nothing.
    private const int FewMax = 16;

    /// <summary>The first name that occurred before; none if there is none.</summary>
    public static string? FirstRepeated<T>(ImmutableArray<KeyValuePair<string, T>> items) =>
        items.Length <= FewMax ? AmongFew(items) : AmongMany(items);

    private static string? AmongFew<T>(ImmutableArray<KeyValuePair<string, T>> items)
    {
        for (var i = 1; i < items.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (string.Equals(items[i].Key, items[j].Key, StringComparison.Ordinal)) return items[i].Key;
            }
        }

        return null;
    }

    private static string? AmongMany<T>(ImmutableArray<KeyValuePair<string, T>> items)
    {
        var names = new HashSet<string>(items.Length, StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!names.Add(item.Key)) return item.Key;
        }

        return null;
    }
}
