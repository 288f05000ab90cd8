using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Clade.Spaces;

namespace Clade;

/// <summary>Tries every combination of values once, or several times.</summary>
/// <remarks>
/// <para>
/// Every value is tried of a grid, choice, ordered list, boolean or constant, and of a range that is quantised or of
/// integers, up to 1,000 values. A range of floats, or a larger one of integers, needs an entry in
/// <see cref="Resolutions"/>; a normal distribution can't be in a grid, because it has no ends. Functions are evaluated
/// for each combination. A hyperparameter that is turned off does not multiply; conditions can't depend on functions.
/// </para>
/// <para>
/// There are as many trials as combinations, times <see cref="Repetitions"/>, after the starting configurations. If
/// fewer trials are asked for, the rest is left out. The last hyperparameter changes fastest.
/// </para>
/// </remarks>
public sealed record GridSampler : Sampler
{
    /// <summary>A resolution is at most so fine.</summary>
    internal const int ResolutionMax = GridLimits.ValuesMax;

    // A plan follows from the sampler and the space alone; it is kept because every trial needs it.
    private static readonly ConditionalWeakTable<GridSampler, GridPlan> Plans = [];

    /// <summary>How often each combination is tried, with another seed each time.</summary>
    /// <value>At least 1, the default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Repetitions
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Repetitions), value, "Each combination must be tried at least once.");
    } = 1;

    /// <summary>Into how many values a range is divided, by the hyperparameter's full dotted name.</summary>
    /// <value>
    /// Each in [1, 1000]. The values are evenly spread over the range, on its own scale, from end to end; 1 stands for
    /// its middle. None by default.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">A resolution is outside [1, 1000].</exception>
    public IReadOnlyDictionary<string, int> Resolutions
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var (name, resolution) in value)
            {
                if (resolution is < 1 or > ResolutionMax)
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(Resolutions), resolution,
                        $"The resolution of '{name}' must be in [1, {Literal.Of(ResolutionMax)}].");
                }
            }

            field = value.ToImmutableDictionary(StringComparer.Ordinal);
        }
    } = ImmutableDictionary<string, int>.Empty;

    internal override Configuration? Propose(ProposalRequest request)
    {
        var (space, trial) = (request.Space, request.Trial);
        var random = RandomOf(trial, request.Seed);
        if (trial < StartingConfigurations.Count)
        {
            return space.Complete(StartingConfigurations[trial], random, Configuration.Empty);
        }

        var plan = PlanOf(space);
        var index = trial - StartingConfigurations.Count;
        return index < (long)plan.Combinations.Length * Repetitions
            ? space.Complete(Configuration.Empty, random, plan.Combinations[index % plan.Combinations.Length])
            : null;
    }

    internal override int? CountOf(SearchSpace space, int? trials) => (int)Math.Min(
        StartingConfigurations.Count + ((long)PlanOf(space).Combinations.Length * Repetitions), trials ?? int.MaxValue);

    internal override IReadOnlyList<string> Mistakes(SearchSpace space)
    {
        var mistakes = base.Mistakes(space);
        return space.DefinitionMistakes.IsEmpty ? [.. mistakes, .. GridPlan.Of(space, Resolutions).Mistakes] : mistakes;
    }

    private GridPlan PlanOf(SearchSpace space)
    {
        if (!Plans.TryGetValue(this, out var plan) || plan.Space != space)
        {
            plan = GridPlan.Of(space, Resolutions);
            Plans.AddOrUpdate(this, plan);
        }

        return plan.Mistakes.IsEmpty ? plan : throw new SearchSpaceException("The grid", plan.Mistakes);
    }
}
