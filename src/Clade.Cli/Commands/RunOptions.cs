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

    public Option<string> Progress { get; } = new("--progress")
    {
        Description = "What to show: auto, live, plain, quiet, verbose or none.",
    };

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
        if (parsed.GetValue(Progress) is { } progress)
        {
            overrides.Add(Override.OfText($"--progress {progress}", "progress", progress));
        }

        return overrides;
    }
}
