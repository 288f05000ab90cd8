using System.CommandLine;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Commands;

/// <summary>The options that <c>run</c> and <c>resume</c> share.</summary>
internal sealed class RunOptions
{
    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Sets a value of the file: --set stop.at_iteration=40. May be given several times.",
        HelpName = "key.path=value",
    };

    public Option<string> Progress { get; } = ProgressOption();

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Prints the result as JSON, and progress on standard error.",
    };

    /// <exception cref="TuneFileException">One of them is wrong; every mistake is listed.</exception>
    public IEnumerable<Override> OverridesOf(ParseResult parsed)
    {
        var overrides = new List<Override>();
        var mistakes = new List<Mistake>();
        foreach (var text in parsed.GetValue(Set) ?? [])
        {
            try
            {
                overrides.Add(Override.Parse(text));
            }
            catch (TuneFileException e)
            {
                mistakes.AddRange(e.Mistakes);
            }
        }

        if (mistakes.Count > 0) throw new TuneFileException(mistakes);
        return overrides;
    }

    /// <summary>The file with what changes only how it is shown.</summary>
    public TuneFile Shown(ParseResult parsed, TuneFile file) => parsed.GetValue(Progress) is { } progress
        ? file with
        {
            Options = file.Options with { Progress = Enum.Parse<Progress>(progress, ignoreCase: true) },
        }
        : file;

    private static Option<string> ProgressOption()
    {
        var option = new Option<string>("--progress") { Description = "What to show while it goes on." };
        option.AcceptOnlyFromAmong([.. Enum.GetNames<Progress>().Select(SnakeCase.Of)]);
        return option;
    }
}
