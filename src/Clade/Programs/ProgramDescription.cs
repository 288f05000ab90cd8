using System.Collections.Immutable;
using System.Text.Json;

namespace Clade.Programs;

/// <summary>What a worker has to know of a <see cref="TrainingProgram"/>; it fits an environment variable.</summary>
internal sealed record ProgramDescription
{
    public required ImmutableArray<string> Command { get; init; }

    public required ProgramProtocol Protocol { get; init; }

    public required ImmutableArray<string> MetricPatterns { get; init; }

    /// <summary>A whole path.</summary>
    public required string WorkingDirectory { get; init; }

    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    public required TimeSpan TerminationGrace { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>What the experiment needs of a report.</summary>
    public required ImmutableArray<string> RequiredMetrics { get; init; }

    public static ProgramDescription Of(TrainingProgram program, ImmutableArray<string> requiredMetrics) => new()
    {
        Command = program.Command,
        Protocol = program.Protocol,
        MetricPatterns = program.MetricPatterns.IsDefault ? [] : program.MetricPatterns,
        WorkingDirectory = ProgramMistakes.FolderOf(program),
        Environment = program.Environment,
        TerminationGrace = program.TerminationGrace,
        ConnectTimeout = program.ConnectTimeout,
        RequiredMetrics = requiredMetrics,
    };

    /// <summary>One line; <see cref="Parse"/> reads it.</summary>
    public string ToText() => JsonSerializer.Serialize(this, ProgramJson.Default.ProgramDescription);

    public static ProgramDescription Parse(string text) =>
        JsonSerializer.Deserialize(text, ProgramJson.Default.ProgramDescription)!;
}
