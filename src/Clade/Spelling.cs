namespace Clade;

/// <summary>Guesses what somebody meant who mistyped a name.</summary>
internal static class Spelling
{
    /// <summary>The names that are near enough to be meant, the nearest first.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="names">What could have been written.</param>
    /// <returns>At most three; none where nothing is near.</returns>
    public static IReadOnlyList<string> Near(string written, IEnumerable<string> names) =>
    [
        .. names.Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Distance(written, name)))
            .Where(near => near.Distance <= Slips(written, near.Name))
            .OrderBy(static near => near.Distance).ThenBy(static near => near.Name, StringComparer.Ordinal)
            .Take(3).Select(static near => near.Name),
    ];

    /// <summary><c> Did you mean 'a' or 'b'?</c>, to go behind a sentence; empty where nothing is near.</summary>
    public static string DidYouMean(string written, IEnumerable<string> names)
    {
        var near = Near(written, names);
        return near.Count == 0 ? "" : $" Did you mean '{string.Join("' or '", near)}'?";
    }

    /// <summary>
    /// How many letters to insert, delete, replace or swap with the next to make one of the other; case counts half as
    /// much as a letter, rounded up.
    /// </summary>
    public static int Distance(string a, string b)
    {
        var halves = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++) halves[i, 0] = 2 * i;
        for (var j = 1; j <= b.Length; j++) halves[0, j] = 2 * j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var least = Math.Min(halves[i - 1, j], halves[i, j - 1]) + 2;
                least = Math.Min(least, halves[i - 1, j - 1] + Difference(a[i - 1], b[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    least = Math.Min(least, halves[i - 2, j - 2] + 2);
                }

                halves[i, j] = least;
            }
        }

        return (halves[a.Length, b.Length] + 1) / 2;
    }

    // One slip in three letters: "lr" is not "beta", and "momentun" is "momentum".
    private static int Slips(string written, string name) => Math.Max(1, Math.Max(written.Length, name.Length) / 3);

    private static int Difference(char a, char b)
    {
        if (a == b) return 0;
        return char.ToUpperInvariant(a) == char.ToUpperInvariant(b) ? 1 : 2;
    }
}
