using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade;

/// <summary>Tries each configuration of another sampler several times, with another seed each time.</summary>
/// <remarks>
/// <para>
/// For objectives that chance moves more than hyperparameters do. The repetitions are trials of their own, next to each
/// other: trials 0, 1 and 2 have the same configuration with three repetitions, and can run at the same time. The inner
/// sampler sees one observation for each configuration, once all its repetitions have ended: the mean of their scores
/// and metrics. A configuration of which one repetition failed counts as failed.
/// </para>
/// <para>
/// The best trial is still a single one, and a lucky one perhaps: <c>TuneResult.Repetitions()</c> has the mean and the
/// spread of each configuration, the best mean first. The number of trials is rounded up to whole configurations.
/// Starting configurations and earlier trials belong to the inner sampler.
/// </para>
/// </remarks>
public sealed record RepeatSampler : Sampler
{
    /// <summary>Proposes the configurations.</summary>
    public required Sampler Inner
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Inner));
    }

    /// <summary>How often each configuration is tried.</summary>
    /// <value>In [2, 1000]. Default 3: the fewest that show a spread.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [2, 1000].</exception>
    public int Repetitions
    {
        get;
        init => field = value is >= 2 and <= 1000 ? value : throw new ArgumentOutOfRangeException(
            nameof(Repetitions), value, "A number of repetitions must be in [2, 1000]. For 1, use the inner sampler.");
    } = 3;

    internal override bool Learns => Inner.Learns;

    internal override IEnumerable<string> RequiredMetrics => Inner.RequiredMetrics;

    internal override Configuration? Propose(ProposalRequest request)
    {
        var (group, repetition) = Math.DivRem(request.Trial, Repetitions);
        if (Inner.Learns && repetition > 0)
        {
            var history = request.History;
            return history.Pending.Concat(history.Observations)
                .First(observation => observation.Trial == request.Trial - repetition).Config;
        }

        return Inner.Propose(request with
        {
            Trial = group,
            History = RepetitionMeans.Of(request.History, Repetitions),
        });
    }

    internal override int? CountOf(SearchSpace space, int? trials)
    {
        var groups = Inner.CountOf(space, trials is { } asked ? 1 + ((asked - 1) / Repetitions) : null);
        return groups is { } count ? (int)Math.Min((long)count * Repetitions, int.MaxValue) : null;
    }

    internal override ImmutableArray<Observation> EarlierObservations(SearchSpace space, Objective objective) =>
        Inner.EarlierObservations(space, objective);

    internal override IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        var mistakes = Inner.Mistakes(space).ToList();
        if (StartingConfigurations.Count > 0)
        {
            mistakes.Add("RepeatSampler has StartingConfigurations, but it proposes none itself. Give them to Inner.");
        }

        if (EarlierTrials.Count > 0)
        {
            mistakes.Add("RepeatSampler has EarlierTrials, but it learns nothing itself. Give them to Inner.");
        }

        return mistakes;
    }

    internal override IEnumerable<string> Mistakes(Objective objective) => Inner.Mistakes(objective);

    internal override string Describe() => $"{Literal.Of(Repetitions)} repetitions of {Inner.Describe()}";

    internal override string Describe(SearchSpace space) =>
        $"{Literal.Of(Repetitions)} repetitions of {Inner.Describe(space)}";
}
