using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Clade.Programs.Tests;

/// <summary>The C# of the guide is compiled: it stands here, too.</summary>
public sealed partial class DocumentedSnippetTests
{
    [Fact]
    public void The_guide_shows_what_is_compiled_here()
    {
        var guide = File.ReadAllText(Path.Combine(DocumentedScripts.Root(), "docs", "programs.md"));
        var snippet = Assert.Single(CSharp().Matches(guide)).Groups["text"].Value;
        Assert.Contains(Words(snippet), Words(ThisFile()), StringComparison.Ordinal);
        Assert.NotNull((Func<Task<TuneResult>>)RunAsync);
    }

    private static async Task<TuneResult> RunAsync()
    {
        var result = await Tune.RunAsync(
            new TrainingProgram { Command = ["python3", "train.py", "--lr", "${lr}", "--momentum", "${momentum}"] },
            new TuneOptions
            {
                Name = "parabola",
                Objective = Objective.Minimize("loss"),
                Space = new SearchSpace
                {
                    ["lr"] = Search.LogUniform(0.001, 0.3),
                    ["momentum"] = Search.Uniform(0, 0.9),
                },
                Trials = 10,
                Stop = Stop.AtIteration(20),
            });
        return result;
    }

    private static string ThisFile([CallerFilePath] string path = "") => File.ReadAllText(path);

    private static string Words(string text) => Blanks().Replace(text, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^```csharp\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
