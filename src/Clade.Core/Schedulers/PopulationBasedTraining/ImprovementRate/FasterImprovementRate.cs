using System.Collections.Immutable;
using System.Globalization;

namespace Clade;

/// <summary>
/// Sub-populations that are selected by how fast their weights improve once greedy hyperparameters take over, rather
/// than by their score (Faster Improvement Rate PBT).
/// </summary>
/// <remarks>
/// <para>
/// Dalibard and Jaderberg, 2021, arXiv:2109.13800. Of two networks of about the same score and hyperparameters the one
/// that improves faster ends better. The trials are divided: sub-population 1 is ordinary PBT on the score; the parent
/// sub-populations 2, 3, … (<see cref="ParentSizes"/>) look further ahead each; and the <see cref="Evaluators"/> tell
/// how well they do. An evaluator takes over the weights of the member of a parent sub-population that waits longest,
/// together with the hyperparameters of the best member of the sub-population below, the child, and trains. Where the
/// evaluator's learning curve meets the child's, both are compared from there on, so by equal performance and not by
/// equal time. If the evaluator does better, the child takes over its weights. Members of a parent sub-population are
/// ranked by how their evaluators compare with each other.
/// </para>
/// <para>
/// Sub-populations 1, 2, … get a trial in turn until the parent ones are full, then come the evaluators, and all
/// further trials belong to sub-population 1. So it stays when an experiment is extended by trials.
/// </para>
/// </remarks>
public sealed record FasterImprovementRate
{
    /// <summary>The sizes of the parent sub-populations 2, 3, …</summary>
    /// <value>At least one, each at least 2. Default [3], for 8 trials; [6] with 4 evaluators suits 16.</value>
    /// <exception cref="ArgumentException">There is none, or one is below 2.</exception>
    public ImmutableArray<int> ParentSizes
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.All(static size => size >= 2)
            ? value
            : throw new ArgumentException(
                $"There must be a parent sub-population, and each needs 2 members to compare; got " +
                $"[{(value.IsDefault ? "" : string.Join(", ", value))}]. [3] is usual with 8 trials.",
                nameof(ParentSizes));
    } = [3];

    /// <summary>How many trials evaluate, rather than belong to a sub-population.</summary>
    /// <value>
    /// At least 2 for each parent sub-population, and at most as many as these have members. Default 2, for 8
    /// trials.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int Evaluators
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(
            nameof(Evaluators), value, "At least 2 evaluators are needed, because they are compared with each other.");
    } = 2;

    /// <summary>How long an evaluation may take without showing that it is worth going on.</summary>
    /// <value>
    /// Perturbation intervals, at least 1. Default 3. No hard limit: an evaluation that leads with significance goes
    /// on.
    /// </value>
    /// <remarks>
    /// The reports within that time are what is compared: some 10 in every interval are good, and fewer than 7 in all
    /// could never show anything at a <see cref="Significance"/> of 0.01.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int EvaluationIntervals
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(EvaluationIntervals), value, "An evaluation takes at least 1 interval; 3 are usual.");
    } = 3;

    /// <summary>The chance that an evaluator no better than its child is taken for a better one.</summary>
    /// <value>In (0, 0.5). Default 0.01. The p-value of a sign test over the reports that are compared.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside (0, 0.5), or NaN.</exception>
    public double Significance
    {
        get;
        init => field = value is > 0 and < 0.5 ? value : throw new ArgumentOutOfRangeException(
            nameof(Significance), value, "A level of significance lies in (0, 0.5); 0.01 is usual.");
    } = 0.01;

    /// <summary>The least number of trials: sub-population 1 is no smaller than the largest of the others.</summary>
    internal int TrialsMin => ParentSizes.Max() + ParentSizes.Sum() + Evaluators;

    /// <summary>The least number of reports that can be significant: all of them better.</summary>
    internal int ReportsMin => (int)Math.Floor(-Math.Log2(Significance)) + 1;

    /// <summary>Whether all options are equal.</summary>
    /// <param name="other">The other options.</param>
    public bool Equals(FasterImprovementRate? other) => other is not null
        && ParentSizes.AsSpan().SequenceEqual(other.ParentSizes.AsSpan())
        && (Evaluators, EvaluationIntervals, Significance)
            == (other.Evaluators, other.EvaluationIntervals, other.Significance);

    /// <summary>A hash of all options.</summary>
    public override int GetHashCode() =>
        (ParentSizes.Length, ParentSizes[0], Evaluators, EvaluationIntervals, Significance).GetHashCode();

    internal string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"improvement rate of {string.Join("/", ParentSizes)} parents by {Evaluators} evaluators over " +
        $"{EvaluationIntervals} intervals, p < {Significance}");
}
