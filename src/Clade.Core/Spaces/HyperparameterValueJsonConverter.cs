using System.Buffers;
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
            JsonTokenType.Number => ReadNumber(ref reader),
            _ => throw new JsonException(
                $"A hyperparameter can't be {reader.TokenType}: write a number, text or boolean."),
        };

    public override void Write(Utf8JsonWriter writer, HyperparameterValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case HyperparameterKind.Float:
                writer.WriteRawValue(value.ToLiteral());
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

    private static HyperparameterValue ReadNumber(ref Utf8JsonReader reader)
    {
        // A number may lie in two buffers when the file is read in pieces.
        var text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (text.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) < 0)
        {
            return reader.TryGetInt64(out var integer)
                ? integer
                : throw new JsonException("A hyperparameter's integer must fit 64 bits: write it as a float (1e19).");
        }

        var number = reader.GetDouble();
        return double.IsFinite(number)
            ? number
            : throw new JsonException("A hyperparameter's float must be within ±1.8e308, the range of a double.");
    }
}
