using System.Text.Json.Serialization;

namespace Clade.Programs;

/// <summary>The compiled serialisers of what is said to programs, and about them.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProgramDescription))]
[JsonSerializable(typeof(Configuration))]
internal sealed partial class ProgramJson : JsonSerializerContext;
