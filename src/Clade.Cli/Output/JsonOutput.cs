using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Clade.Cli.Output;

/// <summary>Writes JSON for other programs: names in snake case, numbers that are not finite as strings.</summary>
internal static class JsonOutput
{
    /// <summary>How JSON is written everywhere.</summary>
    public static JsonWriterOptions Readable { get; } =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds the option that asks for it.</summary>
    public static System.CommandLine.Option<bool> Option() =>
        new("--json") { Description = "Writes JSON, for other programs." };

    /// <summary>Writes one JSON value to standard output.</summary>
    public static void Write(CliContext cli, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable)) write(writer);

        // Past the console, which would break lines where a terminal ends.
        cli.Out.Profile.Out.Writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>A number that may be missing, or not finite: then it is the string <c>"NaN"</c>, say.</summary>
    public static void WriteMetric(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        json.WriteMetricValue(value);
    }

    public static void WriteMetricValue(this Utf8JsonWriter json, double? value)
    {
        if (value is not { } number) json.WriteNullValue();
        else if (double.IsFinite(number)) json.WriteNumberValue(number);
        else json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
    }

    public static void WriteMetrics(this Utf8JsonWriter json, string name, Metrics? metrics)
    {
        if (metrics is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach (var (metric, value) in metrics) json.WriteMetric(metric, value);
        json.WriteEndObject();
    }

    public static void WriteConfig(this Utf8JsonWriter json, string name, Configuration config)
    {
        json.WriteStartObject(name);
        json.WriteConfigFields(config);
        json.WriteEndObject();
    }

    /// <summary>A configuration, into an object that is begun.</summary>
    public static void WriteConfigFields(this Utf8JsonWriter json, Configuration config)
    {
        foreach (var (parameter, value) in config)
        {
            json.WritePropertyName(parameter);
            json.WriteHyperparameter(value);
        }
    }

    /// <summary>A float is written with a point, so that it reads back as one.</summary>
    public static void WriteHyperparameter(this Utf8JsonWriter json, HyperparameterValue? value)
    {
        if (value is not { } given) json.WriteNullValue();
        else if (given.Kind == HyperparameterKind.Text) json.WriteStringValue(given.ToString());
        else json.WriteRawValue(given.ToLiteral());
    }

    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteString(name, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
