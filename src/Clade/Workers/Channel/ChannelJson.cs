using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clade.Experiments;

namespace Clade.Workers.Channel;

/// <summary>The channel's text form: one JSON object a line, in UTF-8, names in snake case.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(TrialIdJsonConverter), typeof(CheckpointIdJsonConverter), typeof(MetricsJsonConverter),
        typeof(SnakeCaseEnumConverter<ReplyKind>), typeof(SnakeCaseEnumConverter<AttemptOutcome>),
    ])]
[JsonSerializable(typeof(WorkerMessage))]
[JsonSerializable(typeof(DriverMessage))]
internal sealed partial class ChannelJson : JsonSerializerContext
{
    /// <summary>The version of what is said over the channel; both sides must have the same.</summary>
    public const int Protocol = 1;

    /// <summary>A longer line ends the worker: nothing that is meant to be said is near this.</summary>
    public const int LineBytesMax = 1 << 20;

    public static byte[] Write(WorkerMessage message) =>
        Line(JsonSerializer.SerializeToUtf8Bytes(message, Default.WorkerMessage));

    public static byte[] Write(DriverMessage message) =>
        Line(JsonSerializer.SerializeToUtf8Bytes(message, Default.DriverMessage));

    /// <summary>How many bytes metrics take in a message.</summary>
    public static int SizeOf(Metrics metrics) => JsonSerializer.SerializeToUtf8Bytes(metrics, Default.Metrics).Length;

    /// <exception cref="JsonException">The line is none of the messages.</exception>
    public static WorkerMessage ReadWorkerMessage(ReadOnlySpan<byte> line) => Read(line, Default.WorkerMessage);

    /// <exception cref="JsonException">The line is none of the messages.</exception>
    public static DriverMessage ReadDriverMessage(ReadOnlySpan<byte> line) => Read(line, Default.DriverMessage);

    // Values that a message's own types refuse (a metric named twice) are as wrong as text that is no JSON.
    private static T Read<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> info)
    {
        try
        {
            return JsonSerializer.Deserialize(line, info) ?? throw new JsonException("The message is null.");
        }
        catch (Exception e) when (
            e is ArgumentException or FormatException or OverflowException or NotSupportedException
            or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static byte[] Line(byte[] json) => [.. json, (byte)'\n'];
}
