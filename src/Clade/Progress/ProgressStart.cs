using System.Collections.Immutable;

namespace Clade.Display;

/// <summary>What is known of an experiment when it is opened.</summary>
internal sealed record ProgressStart
{
    public required string Name { get; init; }

    public required Objective Objective { get; init; }

    /// <summary>Where everything lies.</summary>
    public required string Folder { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>How many trials there will be; none if time decides.</summary>
    public required int? Trials { get; init; }

    /// <summary>Gives the end of a trial and of the experiment, as far as that is known.</summary>
    public required StopRule Stop { get; init; }

    /// <summary>What people should know before it begins, each a sentence: what can't be enforced here, say.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>How many trials can run at once.</summary>
    public required int Slots { get; init; }
}
