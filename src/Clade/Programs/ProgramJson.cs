using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clade.Experiments;

namespace Clade.Programs;

/// <summary>The compiled serialisers of what is said to programs, and about them.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters =
    [
        typeof(TrialIdJsonConverter), typeof(MetricsJsonConverter),
        typeof(SnakeCaseEnumConverter<ReplyKind>), typeof(SnakeCaseEnumConverter<AttemptOutcome>),
    ])]
[JsonSerializable(typeof(ProgramDescription))]
[JsonSerializable(typeof(Configuration))]
[JsonSerializable(typeof(ProgramOrder))]
[JsonSerializable(typeof(ProgramSaid))]
internal sealed partial class ProgramJson : JsonSerializerContext
{
    /// <summary>For what programs read: a shell takes paths out of it by their characters, not their codes.</summary>
    public static ProgramJson Readable => field ??= new ProgramJson(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
