using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Clade.Programs;

/// <summary>The <c>${names}</c> in a program's arguments.</summary>
internal static partial class ProgramMacros
{
    public const string Config = "config";
    public const string Seed = "seed";
    public const string Trial = "trial";
    public const string Iteration = "iteration";
    public const string CheckpointIn = "checkpoint_in";
    public const string CheckpointOut = "checkpoint_out";
    public const string Exchange = "exchange";

    /// <summary>What a program of this protocol can be given, besides hyperparameters.</summary>
    public static ImmutableArray<string> OfClade(ProgramProtocol protocol) => protocol switch
    {
        ProgramProtocol.Files => [Config, Seed, Trial, Iteration, CheckpointIn, Exchange],
        ProgramProtocol.Channel => [],
        _ => [Config, Seed, Trial, Iteration, CheckpointIn, CheckpointOut],
    };

    /// <summary>The names that a text mentions, each as often as it does.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Places().Matches(text).Where(IsWhole).Select(static place => place.Groups["name"].Value);

    /// <summary>Whether a <c>${</c> has no <c>}</c>.</summary>
    public static bool HasUnclosed(string text) =>
        Places().Matches(text).Any(static place => place.Value != "$${" && !IsWhole(place));

    /// <summary>The text with every name replaced by its value.</summary>
    public static string Expand(string text, Func<string, string> valueOf) => Places().Replace(
        text, place => IsWhole(place) ? valueOf(place.Groups["name"].Value) : "${");

    private static bool IsWhole(Match place) => place.Groups["end"].Length > 0;

    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[^{}]*)(?<end>\}?)", RegexOptions.CultureInvariant)]
    private static partial Regex Places();
}
