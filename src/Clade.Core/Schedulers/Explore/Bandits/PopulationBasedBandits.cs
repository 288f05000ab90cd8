using System.Globalization;
using Clade.Schedulers;
using Clade.Spaces;
using static System.FormattableString;

namespace Clade;

/// <summary>
/// Population Based Bandits (PB2): a model of how fast scores rose with which hyperparameters chooses the new ones, in
/// place of random factors. For small populations.
/// </summary>
/// <remarks>
/// <para>
/// Parker-Holder, Nguyen, Roberts, 2020, arXiv:2002.02518; with categories Parker-Holder et al., 2021,
/// arXiv:2106.15883. Numbers and ordered lists that exploring may change are chosen by a Gaussian process over (time,
/// score, hyperparameters) that forgets; choices and booleans by a bandit, before the numbers. Structural
/// hyperparameters are inherited, functions are evaluated, and with fewer than two changes of scores everything is
/// perturbed or resampled; the exploit's note says which.
/// </para>
/// <para>
/// Departures: the exploration bonus uses the standard deviation, as the theory has it (the authors' code multiplies by
/// the variance), and is defined for the first changes too; time is counted in perturbation intervals rather than in
/// shares of the run, so that the model can forget within a few intervals; a diverged trial counts as the worst
/// change.
/// </para>
/// </remarks>
public sealed record PopulationBasedBandits : Explore
{
    /// <summary>How many of the last changes of scores the model learns from.</summary>
    /// <value>In [10, 500]. Default 200. Each ready point of each trial gives one.</value>
    /// <remarks>A decision takes time that grows with the third power: some 10 ms at 200, 100 ms at 500.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [10, 500].</exception>
    public int Window
    {
        get;
        init => field = value is >= 10 and <= 500 ? value : throw new ArgumentOutOfRangeException(
            nameof(Window), value,
            "A window must be in [10, 500]: with fewer changes there is no model, and more make decisions slow. 200 " +
            "is usual.");
    } = 200;

    /// <summary>The factor on the bonus for hyperparameters of which little is known.</summary>
    /// <value>
    /// At least 0. Default 1, the paper's bonus: √(0.2·ln(1 + 0.4·n)) standard deviations. 0 never explores.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Exploration
    {
        get;
        init => field = double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(Exploration), value, "A factor on the exploration bonus must be at least 0: 1 is the paper's.");
    } = 1;

    /// <summary>How the options of choices and booleans are chosen.</summary>
    /// <value>
    /// True, the default: by a bandit over what they earned. False: drawn afresh or flipped as in plain Population
    /// Based Training.
    /// </value>
    public bool LearnsCategories { get; init; } = true;

    internal override int ScoreChangesKept => Window;

    internal override ExploreResult Run(ExploreRequest request) => BanditExplore.Run(this, request);

    internal override string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"population based bandits, window {Window}" +
        $"{(Exploration == 1 ? "" : Invariant($", exploration {Exploration}"))}" +
        $"{(LearnsCategories ? "" : ", categories resampled")}");

    internal override IEnumerable<string> Mistakes(SearchSpace space, SearchSpace? mutations)
    {
        var model = new ModelSpace(space, mutations);
        if (!model.Numbers.IsEmpty || (LearnsCategories && !model.Categories.IsEmpty)) yield break;

        yield return "PopulationBasedBandits has nothing to choose: of " +
            $"{Literal.List([.. space.Parameters.Select(static parameter => $"'{parameter.Name}'")])} none is a " +
            "number, a list or a boolean that exploring may change. Use Explore.PerturbOrResample, or leave " +
            "Mutations out.";
    }
}
