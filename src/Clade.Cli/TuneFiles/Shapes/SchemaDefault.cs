using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clade.Cli.TuneFiles;

/// <summary>A default, which is text in the file's notation, as JSON.</summary>
internal static class SchemaDefault
{
    public static JsonNode Of(string text)
    {
        try
        {
            return JsonNode.Parse(text) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
