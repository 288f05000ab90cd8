using System.Collections.Immutable;
using System.Text;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Tests.TuneFiles;

public sealed class BrokenFileTests
{
    [Theory, MemberData(nameof(BrokenFiles.All), MemberType = typeof(BrokenFiles))]
    public void A_mistake_has_its_place_and_a_remedy(BrokenFile file)
    {
        var mistake = Assert.Single(MistakesIn(file.Text));

        Assert.StartsWith($"tune.yaml:{file.Place}: error: ", mistake.ToString(), StringComparison.Ordinal);
        Assert.Contains(file.Remedy, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_without_mistakes_is_read() =>
        Assert.Equal("mnist", TuneFile.Parse(BrokenFile.GoodText, "/", "tune.yaml").Options.Name);

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        const string Text = """
            name: a/b
            program:
              command: [sh, "${lrr}"]
              protocl: output
            space:
              lr: {log_uniform: [0, 0.1]}
              optimizer: {choice: [sgd, yes]}
            objective: {maximise: accuracy}
            trials: 0
            sampler: tpee
            stop: {after_time: 30}
            """;

        Assert.Equal(
            ["4:3", "6:21", "7:29", "8:13", "9:9", "10:10", "11:20"],
            MistakesIn(Text).Select(static m => $"{m.Place.Line}:{m.Place.Column}"));
    }

    /// <summary>Prints what users would see: <c>--explicit only --filter-method "*Print_all*"</c>.</summary>
    [Fact(Explicit = true)]
    public void Print_all_messages()
    {
        foreach (var row in BrokenFiles.All)
        {
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{row.Data.Title,-34} {row.Data.Place,-6} {string.Join(" | ", MistakesIn(row.Data.Text))}");
        }
    }

    private static ImmutableArray<Mistake> MistakesIn(string text)
    {
        try
        {
            TuneFile.Parse(YamlText.Decode(Encoding.UTF8.GetBytes(text), "tune.yaml"), "/", "tune.yaml");
            return [];
        }
        catch (TuneFileException e)
        {
            return e.Mistakes;
        }
    }
}
