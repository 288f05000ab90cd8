using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Clade.Programs.Tests;

/// <summary>The C# of the guide is compiled: it stands here, too. Its YAML is run.</summary>
public sealed partial class DocumentedSnippetTests
{
    [Fact]
    public async Task The_tune_file_of_the_guide_runs()
    {
        using var place = new Workplace();
        DocumentedScripts.WriteTo(place.Path);
        var path = DocumentedScripts.PathOf("src", "Clade.Cli", "Clade.Cli");
        var start = new ProcessStartInfo(path, ["run", "tune.yaml"])
        {
            WorkingDirectory = place.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var clade = Process.Start(start)!;
        var error = clade.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await clade.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await clade.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(clade.ExitCode == 0, output + await error);
        var result = TuneResult.Open(place["experiments/parabola"]);
        Assert.All(result.Trials, static trial => Assert.Equal((20, 0), (trial.Iteration, trial.Failures)));
        Assert.NotEmpty(result.Exploits);
    }

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
