using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Clade.Experiments;

/// <summary>The compiled serialisers of the journal.</summary>
/// <remarks>
/// Strict on purpose: a field that is missing, null against its type or unknown means that the record is damaged or
/// newer than this Clade, and guessing would change what the experiment decided. A field added later needs a default
/// value in its record, so that older journals stay readable.
/// </remarks>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(TrialIdJsonConverter), typeof(CheckpointIdJsonConverter), typeof(ScoreJsonConverter),
        typeof(MetricsJsonConverter), typeof(CountsJsonConverter), typeof(NamesJsonConverter),
        typeof(CheckpointMapJsonConverter), typeof(SnakeCaseEnumConverter<ReplyKind>),
        typeof(SnakeCaseEnumConverter<AttemptOutcome>), typeof(SnakeCaseEnumConverter<AttemptPhase>),
        typeof(SnakeCaseEnumConverter<SavePurpose>), typeof(SnakeCaseEnumConverter<HoldKind>),
        typeof(SnakeCaseEnumConverter<RungDecision>), typeof(SnakeCaseEnumConverter<TrialStatus>),
        typeof(SnakeCaseEnumConverter<ExperimentStatus>), typeof(SnakeCaseEnumConverter<MemoryLevel>),
    ])]
[JsonSerializable(typeof(ExperimentEvent))]
[JsonSerializable(typeof(ImmutableArray<Command>))]
[JsonSerializable(typeof(ExperimentState))]
[JsonSerializable(typeof(CheckpointState))]
[JsonSerializable(typeof(ExploitRecord))]
[JsonSerializable(typeof(Configuration))]
[JsonSerializable(typeof(Metrics))]
internal sealed partial class JournalJsonContext : JsonSerializerContext;
