using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>Which hyperparameters change in an exploit: a list of names, or domains to explore in.</summary>
internal sealed class MutationsShape : Shape
{
    private static readonly SpaceShape Space = new(SpaceRole.Part);
    private static readonly ListShape Names = new(new TextShape(), typeof(string));

    public override string Wanted => "a list of hyperparameters, or a search space";

    public override string Example => "[lr, momentum]";

    public override object? Read(YamlNode node, string path, Reading reading)
    {
        if (node is YamlMapping) return Space.Read(node, path, reading);
        if (node is not YamlList) return Mismatch(node, path, reading);
        if (Names.Read(node, path, reading) is not IEnumerable<string> names) return null;
        if (reading.Space is not { } space) return null;

        try
        {
            return space.Only(names);
        }
        catch (SearchSpaceException e)
        {
            foreach (var mistake in e.Mistakes) reading.Refuse(node, path, mistake);
            return null;
        }
    }

    public override JsonNode Schema(SchemaBuilder schema) => new JsonObject
    {
        ["anyOf"] = new JsonArray(Names.Schema(schema), Space.Schema(schema)),
    };

    public override string? Text(object? value) => null;
}
