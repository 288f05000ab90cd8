using Clade.Schedulers;

namespace Clade;

/// <summary>How a configuration is changed once it was copied from a donor. Immutable.</summary>
/// <remarks>
/// The default, <see cref="PerturbOrResample"/>, is that of Jaderberg et al., 2017, arXiv:1711.09846, and of Ray Tune,
/// apart from what the latter gets wrong: Clade stays inside the space, an integer always moves, and 0 can be left.
/// </remarks>
public abstract record Explore
{
    private protected Explore()
    {
    }

    /// <summary>
    /// Each hyperparameter is drawn afresh with a probability, and otherwise moved by a factor or a step.
    /// </summary>
    public static Explore PerturbOrResample { get; } = new Default();

    /// <summary>What happens when a user's function leaves the search space.</summary>
    /// <value>
    /// False, the default: the value is clipped, with a warning. True: a <see cref="SearchSpaceException"/>. A changed
    /// structural hyperparameter is refused in either case, because the donor's weights would not fit.
    /// </value>
    public bool Strict { get; init; }

    /// <summary>A function instead of perturbing and resampling.</summary>
    /// <param name="function">Gets the donor's configuration.</param>
    public static Explore Replace(ExploreFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ByFunction(function, IsAfterwards: false);
    }

    /// <summary>A function after perturbing and resampling: to keep two hyperparameters in proportion, say.</summary>
    /// <param name="function">Gets the configuration that perturbing and resampling made.</param>
    public static Explore Then(ExploreFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ByFunction(function, IsAfterwards: true);
    }

    /// <summary>How many of the last changes of scores are needed to learn from.</summary>
    internal virtual int ScoreChangesKept => 0;

    /// <summary>Changes a donor's configuration.</summary>
    /// <exception cref="SearchSpaceException">A user's function threw or broke the rules.</exception>
    internal abstract ExploreResult Run(ExploreRequest request);

    /// <summary>A few words for the scheduler's line; empty for the default.</summary>
    internal abstract string Describe();

    /// <summary>What is wrong with this for such a space; every mistake at once.</summary>
    internal virtual IEnumerable<string> Mistakes(SearchSpace space, SearchSpace? mutations) => [];

    private sealed record Default : Explore
    {
        internal override ExploreResult Run(ExploreRequest request) => Schedulers.PerturbOrResample.Run(
            request.Donor, request.Space, request.Options, request.Random);

        internal override string Describe() => "";
    }

    private sealed record ByFunction(ExploreFunction Function, bool IsAfterwards) : Explore
    {
        internal override ExploreResult Run(ExploreRequest request)
        {
            var (donor, own, space, options, random) = request;
            var before = IsAfterwards
                ? Schedulers.PerturbOrResample.Run(donor, space, options, random)
                : ExploreResult.Inherit(donor);
            return ExploreByFunction.Run(
                Function, new ExploreInput(before.Config, donor, own, space, random), before, Strict);
        }

        internal override string Describe() => "explore function";
    }
}
