using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clade.Checkpoints;

/// <summary>One file of a checkpoint.</summary>
/// <param name="Name">Its path below the checkpoint's files, with '/' between folders.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Hash">Its XXH128, in lower-case hexadecimal.</param>
internal sealed record CheckpointFile(string Name, long Bytes, string Hash);

/// <summary>What a checkpoint holds. Written last, so that a checkpoint without one is no checkpoint.</summary>
/// <param name="Format">The version of this format.</param>
/// <param name="Trial">The trial that saved it.</param>
/// <param name="Attempt">The attempt of that trial.</param>
/// <param name="Iteration">The iteration after which it was saved.</param>
/// <param name="Saved">When.</param>
/// <param name="Config">The configuration that it was trained with last.</param>
/// <param name="Files">All files, sorted by name.</param>
/// <param name="Folders">All folders below, sorted by name: empty ones count too.</param>
internal sealed record CheckpointManifest(
    int Format, int Trial, int Attempt, long Iteration, DateTimeOffset Saved, Configuration Config,
    ImmutableArray<CheckpointFile> Files, ImmutableArray<string> Folders)
{
    public const int CurrentFormat = 1;

    /// <summary>A manifest with 100,000 names is below this.</summary>
    public const long BytesMax = 64 << 20;

    private const string Hash = "xxh128";
    private const string Body = "manifest";

    [JsonIgnore]
    public CheckpointId Id => new(new TrialId(Trial), Attempt, Iteration);

    [JsonIgnore]
    public long Bytes => Files.Sum(static file => file.Bytes);

    /// <summary>The manifest's text, which carries a hash of itself: it must not lie about the other hashes.</summary>
    public byte[] Write()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(this, CheckpointJsonContext.Default.CheckpointManifest);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = false }))
        {
            writer.WriteStartObject();
            writer.WriteString(Hash, Convert.ToHexStringLower(XxHash128.Hash(body)));
            writer.WritePropertyName(Body);
            writer.WriteRawValue(body);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads back what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static CheckpointManifest Read(byte[] utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty(Hash, out var hash) || hash.ValueKind != JsonValueKind.String
            || !document.RootElement.TryGetProperty(Body, out var body))
        {
            throw new JsonException("it lacks its hash or its content");
        }

        var text = Encoding.UTF8.GetBytes(body.GetRawText());
        if (Convert.ToHexStringLower(XxHash128.Hash(text)) != hash.GetString())
        {
            throw new JsonException("its content doesn't match its hash");
        }

        return JsonSerializer.Deserialize(text, CheckpointJsonContext.Default.CheckpointManifest)
            ?? throw new JsonException("it is null");
    }
}

/// <summary>The compiled serialiser of manifests.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class CheckpointJsonContext : JsonSerializerContext;
