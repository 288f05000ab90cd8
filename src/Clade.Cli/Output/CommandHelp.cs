using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Clade.Cli.Output;

/// <summary>How <c>--help</c> looks, and what is said of a line that can't be understood.</summary>
internal static class CommandHelp
{
    private const string Tool = "clade";

    /// <summary>Help that is wider can't be read.</summary>
    private const int WidthMax = 100;

    /// <summary>Gives a command and all below it the tool's help.</summary>
    public static void ApplyTo(RootCommand root, CliContext cli)
    {
        // The other signs for help only crowd the completion of options.
        var help = new HelpOption("--help", "-h") { Description = "Says what a command does, and its options." };
        help.Action = new NamedHelp(new HelpAction { MaxWidth = Math.Min(WidthMax, cli.Out.Profile.Width) });
        for (var i = root.Options.Count - 1; i >= 0; i--)
        {
            if (root.Options[i] is HelpOption) root.Options.RemoveAt(i);
            else if (root.Options[i] is VersionOption version) version.Description = "Says which version this is.";
        }

        root.Options.Add(help);
    }

    /// <summary>Says why a line was not understood, with the nearest names.</summary>
    public static void WriteMistakes(CliContext cli, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Subcommands.Select(static sub => sub.Name)
            .Concat(command.Options.Select(static option => option.Name)).ToList();
        foreach (var error in parsed.Errors)
        {
            var guess = parsed.UnmatchedTokens.FirstOrDefault(token =>
                error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            ErrorReport.Write(cli, error.Message + (guess is null ? "" : Spelling.DidYouMean(guess, names)));
        }

        cli.Error.WriteLine(cli.Error.Line().Add($"'{NameOf(command)} --help' says how it is used.", ConsoleLines.Dim));
    }

    /// <summary>What is typed for a command: <c>clade show</c>.</summary>
    private static string NameOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{NameOf(parent)} {command.Name}"
        : Tool;

    /// <summary>Help that calls the tool by its name, and not by that of its assembly.</summary>
    private sealed class NamedHelp(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var output = parseResult.InvocationConfiguration.Output;
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            parseResult.InvocationConfiguration.Output = text;
            var code = help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output = output;
            output.Write(text.ToString()
                .Replace($"  {RootCommand.ExecutableName} ", $"  {Tool} ", StringComparison.Ordinal));
            return code;
        }
    }
}
