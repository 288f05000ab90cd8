using System.Collections.Immutable;
using System.Reflection;
using Clade.Experiments;

namespace Clade.Storage;

/// <summary>
/// What an experiment is, written once when it is created. For people, and to refuse a resume that differs.
/// </summary>
internal sealed record ExperimentInfo
{
    public required string Name { get; init; }

    public required Objective Objective { get; init; }

    /// <summary>The search space, one line for each hyperparameter.</summary>
    public required ImmutableArray<string> Space { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The scheduler with its options, one line.</summary>
    public required string Scheduler { get; init; }

    /// <summary>The sampler with its options, one line.</summary>
    public string Sampler { get; init; } = "";

    /// <summary>The stop rule, one line.</summary>
    public string Stop { get; init; } = "";

    public required DateTimeOffset Created { get; init; }

    /// <summary>The version of Clade that created the experiment.</summary>
    public string CladeVersion { get; init; } = CurrentVersion;

    /// <summary>Whatever else the host wants to find again: its program, its command line, its YAML.</summary>
    public ImmutableSortedDictionary<string, string> Host { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What an experiment is that begins now.</summary>
    public static ExperimentInfo Of(ExperimentSettings settings, DateTimeOffset created) => new()
    {
        Name = settings.Name,
        Objective = settings.Objective,
        Space = [.. settings.Space.Describe()],
        Seed = settings.Seed,
        Scheduler = settings.Scheduler.Describe(),
        Sampler = settings.Sampler.Describe(settings.Space),
        Stop = settings.Stop.Describe(),
        Created = created,
    };

    /// <summary>The version of this Clade, without the commit that the SDK appends.</summary>
    public static string CurrentVersion { get; } =
        typeof(ExperimentInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "0.0.0";
}
