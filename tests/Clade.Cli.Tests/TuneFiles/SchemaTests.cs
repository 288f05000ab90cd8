using System.Globalization;
using System.Text.Json.Nodes;
using Clade.Cli.TuneFiles;
using NJsonSchema;

namespace Clade.Cli.Tests.TuneFiles;

/// <summary>Editors say the same of a file as the tool, as far as a schema can.</summary>
public sealed class SchemaTests
{
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(TuneFileSchema.Text()));

    [Theory, InlineData(null), InlineData("python"), InlineData("csharp"), InlineData("shell")]
    public async Task What_init_writes_is_right_to_an_editor(string? language)
    {
        var folder = Directory.CreateTempSubdirectory("clade-schema-").FullName;
        using var cli = new Cli(folder);
        string[] script = language is null ? [] : ["--script", language];
        Assert.Equal(0, await cli.RunAsync(["init", .. script]));

        var text = await File.ReadAllTextAsync(
            Path.Combine(folder, "tune.yaml"), TestContext.Current.CancellationToken);

        Assert.Empty(await MistakesInAsync(text));
        Directory.Delete(folder, recursive: true);
    }

    [Theory, MemberData(nameof(OptionFileTests.Written), MemberType = typeof(OptionFileTests))]
    public async Task What_the_tool_reads_is_right_to_an_editor(string lines, object expected)
    {
        Assert.NotNull(expected);
        Assert.Empty(await MistakesInAsync(OptionFileTests.Complete(lines)));
    }

    [Theory]
    [InlineData("an unknown key"), InlineData("no name"), InlineData("an unknown key of the program")]
    [InlineData("a text for a number"), InlineData("a quoted number"), InlineData("a list for a number")]
    [InlineData("a time without a unit"), InlineData("an unknown word"), InlineData("a bare number")]
    [InlineData("an unknown domain"), InlineData("three numbers"), InlineData("two domains")]
    [InlineData("an unknown sampler"), InlineData("a missing option"), InlineData("options beside the name")]
    [InlineData("an unknown option"), InlineData("a misspelt direction"), InlineData("an unknown rule")]
    [InlineData("a shell's line"), InlineData("a rule without its parts"), InlineData("a unit of memory")]
    public async Task An_editor_sees_what_has_the_wrong_shape(string title)
    {
        var broken = BrokenFiles.All.Single(row => row.Data.Title == title).Data;

        Assert.NotEmpty(await MistakesInAsync(broken.Text));
    }

    private static async Task<IReadOnlyList<string>> MistakesInAsync(string text)
    {
        var schema = await Schema.Value;
        return [.. schema.Validate(Json(YamlReader.Read(text, "x"))!.ToJsonString()).Select(static e => e.ToString())];
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(
            mapping.Entries.Select(static entry => KeyValuePair.Create(entry.Key.Text, Json(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(Json)]),
        YamlScalar { IsQuoted: true } quoted => quoted.Text,
        YamlScalar { IsEmpty: true } => null,
        YamlScalar { Text: "true" or "false" } truth => truth.Text == "true",
        YamlScalar scalar when ScalarTraps.Integer.IsMatch(scalar.Text) =>
            JsonNode.Parse(scalar.Text.TrimStart('+')),
        YamlScalar scalar when ScalarTraps.Number.IsMatch(scalar.Text) =>
            double.Parse(scalar.Text, CultureInfo.InvariantCulture),
        _ => ((YamlScalar)node).Text,
    };
}
