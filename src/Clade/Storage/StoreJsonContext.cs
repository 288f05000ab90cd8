using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Clade.Storage;

/// <summary>The compiled serialisers of small files and fields beside the journal.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DriverInfo))]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(Configuration))]
[JsonSerializable(typeof(TrialFileColumns))]
[JsonSerializable(typeof(ImmutableArray<ScheduleStep>))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
[JsonSerializable(typeof(StoredFormula))]
internal sealed partial class StoreJsonContext : JsonSerializerContext;
