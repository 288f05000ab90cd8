namespace Clade.Programs;

/// <summary>Which of the names that exist was meant by one that does not.</summary>
internal static class NearestName
{
    /// <summary>The nearest name by Levenshtein's distance, in any case; none if no name is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .OrderBy(static pair => pair.Distance).ThenBy(static pair => pair.Name, StringComparer.Ordinal)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));

        // One slip in three letters is a slip; more make another word.
        return nearest.Distance <= Math.Max(1, name.Length / 3) ? nearest.Name : null;
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 0; i < left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                var isSame = char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]);
                var replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
