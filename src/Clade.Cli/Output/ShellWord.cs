using System.Text.RegularExpressions;

namespace Clade.Cli.Output;

/// <summary>A word as a shell takes it: what people copy from a message must work.</summary>
internal static partial class ShellWord
{
    public static string Of(string text) =>
        Plain.IsMatch(text) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[A-Za-z0-9_./:@%+,=-]+$")]
    private static partial Regex Plain { get; }
}
