using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clade;

/// <summary>Writes floats with a point or an exponent, so that reading tells 2.0 from 2.</summary>
internal sealed class HyperparameterValueJsonConverter : JsonConverter<HyperparameterValue>
{
    public override HyperparameterValue Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number when reader.ValueSpan.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) < 0 =>
                reader.GetInt64(),
            JsonTokenType.Number => reader.GetDouble(),
            _ => throw new JsonException($"A hyperparameter can't be {reader.TokenType}: write a number, text or boolean."),
        };

    public override void Write(Utf8JsonWriter writer, HyperparameterValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case HyperparameterKind.Float:
                var text = value.ToDouble().ToString("R", CultureInfo.InvariantCulture);
                writer.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
                break;
            case HyperparameterKind.Integer:
                writer.WriteNumberValue(value.ToInt64());
                break;
            case HyperparameterKind.Boolean:
                writer.WriteBooleanValue(value.ToBoolean());
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
