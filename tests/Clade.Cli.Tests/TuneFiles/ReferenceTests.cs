using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Tests.TuneFiles;

public sealed class ReferenceTests
{
    private static readonly string Docs = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs"));

    [Theory, InlineData("tune-yaml.md"), InlineData("tune.schema.json")]
    public async Task The_docs_say_what_is_read(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Docs, name), TestContext.Current.CancellationToken);

        Assert.True(text == Current(name), $"docs/{name} is out of date. Write it anew: dotnet test -c Release " +
            "--project tests/Clade.Cli.Tests --explicit only --filter-method \"*Write_the_docs\"");
    }

    /// <summary>Writes <c>docs/tune-yaml.md</c> and <c>docs/tune.schema.json</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Write_the_docs()
    {
        foreach (var name in new[] { "tune-yaml.md", TuneFileSchema.FileName })
        {
            await File.WriteAllTextAsync(
                Path.Combine(Docs, name), Current(name), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Every_key_is_described()
    {
        var keys = TuneFileKeys.Shape.Keys
            .Concat(Kinds.All.SelectMany(static shape => shape.Kinds).SelectMany(static k => k.Options?.Keys ?? []))
            .Concat(StopShape.Rules).Concat(DomainShape.Keys).Concat(ObjectiveShape.Keys).ToList();

        Assert.True(keys.Count > 150, $"Only {keys.Count} keys.");
        Assert.All(keys, static key => Assert.True(key.Summary.Length > 10, $"{key.Name} has no description."));
    }

    [Fact]
    public async Task The_command_prints_both()
    {
        using var cli = new Cli("/");

        Assert.Equal(0, await cli.RunAsync("schema"));

        Assert.Equal("object", (string?)JsonNode.Parse(cli.Out)!["type"]);
        using var markdown = new Cli("/");
        Assert.Equal(0, await markdown.RunAsync("schema", "--markdown"));
        Assert.StartsWith("# tune.yaml", markdown.Out, StringComparison.Ordinal);
    }

    private static string Current(string name) =>
        name == TuneFileSchema.FileName ? TuneFileSchema.Text() : TuneFileReference.Text();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
