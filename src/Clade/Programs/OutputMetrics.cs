using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clade.Programs;

/// <summary>Finds reports in what a program prints: a line with every metric that is needed is one report.</summary>
/// <remarks>
/// A line that is a JSON object gives its numbers, and is not looked at further. Any other gives what the patterns'
/// named groups match, and each <c>name=value</c>. Where a name comes twice, a pattern wins, then the later one.
/// </remarks>
/// <param name="patterns">See <see cref="TrainingProgram.MetricPatterns"/>.</param>
/// <param name="required">What a line must have to be a report.</param>
internal sealed partial class OutputMetrics(ImmutableArray<string> patterns, ImmutableArray<string> required)
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private readonly Regex[] _patterns = [.. patterns.Select(Compile)];

    /// <exception cref="RegexParseException">It is no regular expression.</exception>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant, MatchTimeout);

    /// <summary>The names that a pattern gives to what it finds.</summary>
    public static IEnumerable<string> MetricsOf(Regex pattern) =>
        pattern.GetGroupNames().Where(static name => !char.IsAsciiDigit(name[0]));

    /// <summary>What was looked for, for people.</summary>
    public string Wanted
    {
        get
        {
            var names = string.Join(" and ", required.Select(static name => $"'{name}'"));
            var example = string.Join(' ', required.Select(static name => $"{name}=0.5"));
            var json = string.Join(", ", required.Select(static name => $"\"{name}\": 0.5"));
            var matches = _patterns.Length == 0 ? ""
                : $", or a match of {string.Join(" or ", _patterns.AsEnumerable())}";
            return $"a line of its standard output with {names}: '{example}', or the JSON object '{{{json}}}'{matches}";
        }
    }

    /// <summary>The metrics of a line; none if it is no report.</summary>
    /// <exception cref="RegexMatchTimeoutException">A pattern took too long.</exception>
    public Metrics? Read(string line)
    {
        var found = All(line);
        return required.All(found.ContainsKey) ? new Metrics(found) : null;
    }

    /// <summary>Every metric of a line.</summary>
    public OrderedDictionary<string, double> All(string line)
    {
        var found = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        if (TryReadObject(line, found)) return found;

        foreach (Match match in Assignments().Matches(line)) Add(found, match.Groups["name"], match.Groups["value"]);
        foreach (var pattern in _patterns)
        {
            foreach (Match match in pattern.Matches(line))
            {
                foreach (var name in MetricsOf(pattern))
                {
                    var group = match.Groups[name];
                    if (group.Success && TryParse(group.Value, out var value)) found[name] = value;
                }
            }
        }

        return found;
    }

    /// <summary>A number as programs print it: <c>NaN</c>, <c>inf</c> and the like in any case.</summary>
    public static bool TryParse(string text, out double value)
    {
        var isNegative = text.StartsWith('-');
        switch (text.TrimStart('+', '-').ToLowerInvariant())
        {
            case "nan":
                value = double.NaN;
                return true;
            case "inf" or "infinity":
                value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            default:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }
    }

    private static void Add(OrderedDictionary<string, double> found, Group name, Group text)
    {
        if (TryParse(text.Value, out var value)) found[name.Value] = value;
    }

    private static bool TryReadObject(string line, OrderedDictionary<string, double> found)
    {
        var text = line.Trim();
        if (text is not ['{', .., '}']) return false;

        try
        {
            using var json = JsonDocument.Parse(WithQuotedLiterals(text));
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (NumberOf(property.Value) is { } value && !string.IsNullOrWhiteSpace(property.Name))
                {
                    found[property.Name] = value;
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // Encoders that can't write NaN in JSON write null.
    private static double? NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };

    // Python's encoder, and others, write NaN and Infinity as bare words: a trial that diverged must not fall silent.
    private static string WithQuotedLiterals(string json) =>
        json.Contains("NaN", StringComparison.Ordinal) || json.Contains("Infinity", StringComparison.Ordinal)
            ? TextsAndLiterals().Replace(json, static match => match.Value[0] == '"' ? match.Value : $"\"{match}\"")
            : json;

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b
        """, RegexOptions.CultureInvariant)]
    private static partial Regex TextsAndLiterals();

    [GeneratedRegex(
        @"(?<![\w.\-/])(?<name>[A-Za-z_][\w.\-/]*)=(?<value>[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?" +
        @"|(?i:nan|infinity|inf)))(?![\w%])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Assignments();
}
