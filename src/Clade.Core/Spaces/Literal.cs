using System.Globalization;

namespace Clade.Spaces;

/// <summary>Numbers and lists in messages: the same whatever the culture of the user's program.</summary>
internal static class Literal
{
    /// <summary>A list in a message is cut after so many items.</summary>
    public const int ListedMax = 20;

    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string List(IEnumerable<HyperparameterValue> values) =>
        List(values.Select(static value => value.ToLiteral()));

    public static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count switch
        {
            0 => "none",
            <= ListedMax => string.Join(", ", all),
            _ => $"{string.Join(", ", all.Take(ListedMax))} and {Of(all.Count - ListedMax)} more",
        };
    }
}
