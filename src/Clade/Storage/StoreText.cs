using System.Text.Json;

namespace Clade.Storage;

/// <summary>Enumerations as the store's columns have them: in snake case, like in the journal.</summary>
internal static class StoreText
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <exception cref="FormatException">There is no such value.</exception>
    public static T Read<T>(string text)
        where T : struct, Enum => Names<T>.ByName.TryGetValue(text, out var value)
            ? value
            : throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(
            static value => value, static value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(
            static item => item.Value, static item => item.Key, StringComparer.Ordinal);
    }
}
