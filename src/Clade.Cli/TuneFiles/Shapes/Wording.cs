using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Clade.Cli.TuneFiles;

/// <summary>Puts what the library says in C# into the words of a file.</summary>
internal static partial class Wording
{
    private static readonly Type[] OtherOptions =
    [
        typeof(TuneOptions), typeof(TrainingProgram), typeof(Resources), typeof(StagnationRestart),
        typeof(FasterImprovementRate),
    ];

    private static readonly Lazy<FrozenDictionary<string, string>> Words = new(Collect);

    /// <summary>A message: <c>MaxResource is 3</c> becomes <c>max_resource is 3</c>.</summary>
    public static string OfFile(string message)
    {
        var text = Call.Replace(message, static call => $"'{WordOf(call.Groups["name"].Value)}'");
        return OfPrograms(Word.Replace(text, static word => Words.Value.GetValueOrDefault(word.Value, word.Value)));
    }

    /// <summary>A file knows no functions.</summary>
    public static string OfPrograms(string text) =>
        text.Replace("training function", "training program", StringComparison.Ordinal);

    /// <summary>A reference of the documentation: <c>P:Clade.Asha.MaxResource</c>.</summary>
    public static string OfReference(string cref)
    {
        var name = cref[2..].Split('(')[0].Split('.')[^1];
        return WordOf(name);
    }

    private static string WordOf(string name) => Words.Value.GetValueOrDefault(name) ?? SnakeCase.Of(name);

    private static FrozenDictionary<string, string> Collect()
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, name) in Kinds.Names)
        {
            words.TryAdd(type.Name, name);
            AddOptions(words, type);
        }

        foreach (var type in OtherOptions) AddOptions(words, type);
        foreach (var (method, word) in DomainWords.OfMethods) words[method] = word;
        foreach (var rule in typeof(Stop).GetMethods().Where(static method => method.IsStatic))
        {
            words.TryAdd(rule.Name, SnakeCase.Of(rule.Name));
        }

        foreach (var protocol in Enum.GetNames<ProgramProtocol>()) words.TryAdd(protocol, SnakeCase.Of(protocol));
        words[nameof(SearchSpace)] = "space";
        words[nameof(TimeSpan)] = "time";
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void AddOptions(Dictionary<string, string> words, Type type)
    {
        foreach (var property in OptionProperties.Of(type)) words.TryAdd(property.Name, SnakeCase.Of(property.Name));
    }

    // "Stop.AfterTime(…)", "Search.Grid", "Explore.PerturbOrResample".
    [GeneratedRegex(@"\b(Stop|Search|Explore|Scheduler|Objective|Margin)\.(?<name>[A-Z]\w+)(\([^)]*\))?")]
    private static partial Regex Call { get; }

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\b")]
    private static partial Regex Word { get; }
}
