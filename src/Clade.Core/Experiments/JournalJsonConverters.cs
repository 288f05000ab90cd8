using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Clade.Experiments;

/// <summary>A trial is its number.</summary>
internal sealed class TrialIdJsonConverter : JsonConverter<TrialId>
{
    public override TrialId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, TrialId value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Value);
}

/// <summary>A checkpoint is the name of its folder.</summary>
internal sealed class CheckpointIdJsonConverter : JsonConverter<CheckpointId>
{
    public override CheckpointId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, CheckpointId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    public static CheckpointId Parse(string? text)
    {
        try
        {
            return CheckpointId.Parse(text ?? "");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new JsonException($"'{text}' does not name a checkpoint (trial-0-attempt-0-iteration-1).", e);
        }
    }
}

/// <summary>A score is its number.</summary>
internal sealed class ScoreJsonConverter : JsonConverter<Score>
{
    public override Score Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonFloat.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, Score value, JsonSerializerOptions options) =>
        JsonFloat.Write(writer, value.Value);
}

/// <summary>Metrics are an object, in the order of the report.</summary>
internal sealed class MetricsJsonConverter : JsonConverter<Metrics>
{
    public override Metrics Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonFloat.RequireObject(ref reader, "Metrics");
        var items = new List<KeyValuePair<string, double>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            items.Add(new(name, JsonFloat.Read(ref reader)));
        }

        return new Metrics(items);
    }

    public override void Write(Utf8JsonWriter writer, Metrics value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, number) in value)
        {
            writer.WritePropertyName(name);
            JsonFloat.Write(writer, number);
        }

        writer.WriteEndObject();
    }
}

/// <summary>Counts by name, sorted by their code points: the same bytes in every culture.</summary>
internal sealed class CountsJsonConverter : JsonConverter<ImmutableSortedDictionary<string, long>>
{
    public override ImmutableSortedDictionary<string, long> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonFloat.RequireObject(ref reader, "A set of counts");
        var counts = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            counts[name] = reader.GetInt64();
        }

        return counts.ToImmutable();
    }

    public override void Write(
        Utf8JsonWriter writer, ImmutableSortedDictionary<string, long> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, count) in value.OrderBy(static item => item.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(name, count);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A set of names, sorted by their code points.</summary>
internal sealed class NamesJsonConverter : JsonConverter<ImmutableSortedSet<string>>
{
    public override ImmutableSortedSet<string> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException($"A set of names is a JSON array, not {reader.TokenType}.");
        }

        var names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) names.Add(reader.GetString()!);
        return names.ToImmutable();
    }

    public override void Write(
        Utf8JsonWriter writer, ImmutableSortedSet<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var name in value.Order(StringComparer.Ordinal)) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }
}

/// <summary>The checkpoints that exist, sorted by id: a hash table has no order of its own.</summary>
internal sealed class CheckpointMapJsonConverter : JsonConverter<ImmutableDictionary<CheckpointId, CheckpointState>>
{
    public override ImmutableDictionary<CheckpointId, CheckpointState> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonFloat.RequireObject(ref reader, "A set of checkpoints");
        var states = ImmutableDictionary.CreateBuilder<CheckpointId, CheckpointState>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var id = CheckpointIdJsonConverter.Parse(reader.GetString());
            reader.Read();
            states[id] = JsonSerializer.Deserialize(ref reader, StateInfo(options))
                ?? throw new JsonException($"Checkpoint {id} has no state.");
        }

        return states.ToImmutable();
    }

    public override void Write(
        Utf8JsonWriter writer, ImmutableDictionary<CheckpointId, CheckpointState> value, JsonSerializerOptions options)
    {
        var info = StateInfo(options);
        writer.WriteStartObject();
        foreach (var (id, state) in value.OrderBy(static item => item.Key))
        {
            writer.WritePropertyName(id.ToString());
            JsonSerializer.Serialize(writer, state, info);
        }

        writer.WriteEndObject();
    }

    private static JsonTypeInfo<CheckpointState> StateInfo(JsonSerializerOptions options) =>
        (JsonTypeInfo<CheckpointState>)options.GetTypeInfo(typeof(CheckpointState));
}

/// <summary>Enumerations by name, so that their order in the code may change.</summary>
internal sealed class SnakeCaseEnumConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Floats, finite or not: JSON has no number for the latter, so they are texts.</summary>
internal static class JsonFloat
{
    public static double Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(),
        JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => double.NaN,
        JsonTokenType.String when reader.ValueTextEquals("Infinity"u8) => double.PositiveInfinity,
        JsonTokenType.String when reader.ValueTextEquals("-Infinity"u8) => double.NegativeInfinity,
        _ => throw new JsonException(
            $"A float can't be {reader.TokenType}: write a number, \"NaN\", \"Infinity\" or \"-Infinity\"."),
    };

    public static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else if (double.IsNaN(value)) writer.WriteStringValue("NaN"u8);
        else writer.WriteStringValue(value > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    public static void RequireObject(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"{what} must be a JSON object, not {reader.TokenType}.");
        }
    }
}
