using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Clade.Programs.Tests;

/// <summary>The scripts in the documentation, as files. A block whose first line names a file is one.</summary>
internal static partial class DocumentedScripts
{
    /// <summary>Writes them all into a folder, with the Python client beside them.</summary>
    /// <returns>Their names.</returns>
    public static string[] WriteTo(string folder)
    {
        File.Copy(Path.Combine(Root(), "clients", "python", "clade.py"), Path.Combine(folder, "clade.py"));
        return
        [
            .. from page in (string[])["programs.md", "channel.md"]
               from block in Blocks().Matches(File.ReadAllText(Path.Combine(Root(), "docs", page))).AsEnumerable()
               select Write(folder, block.Groups["name"].Value, block.Groups["text"].Value),
        ];
    }

    /// <summary>Another project's program, built as this one was.</summary>
    public static string PathOf(string folder, string project, string name)
    {
        // …/tests/Clade.Programs.Tests/bin/Release/net10.0 beside …/src/Clade.Cli/bin/Release/net10.0, say.
        var output = Path.GetRelativePath(
            Path.Combine(Root(), "tests", "Clade.Programs.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Root(), folder, project, output, name);
    }

    /// <summary>The folder of the repository.</summary>
    public static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));

    private static string Write(string folder, string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return name;
    }

    [GeneratedRegex(@"^```\w+ (?<name>[\w.-]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
