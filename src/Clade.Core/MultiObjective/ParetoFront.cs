using Clade.MultiObjective;

namespace Clade;

/// <summary>
/// The trials that no other trial beats in every respect: the best compromises of several objectives.
/// </summary>
public static class ParetoFront
{
    /// <summary>
    /// The items that no other is better than in one objective and at least as good as in all others.
    /// </summary>
    /// <param name="items">What to choose from: the trials of a result, say.</param>
    /// <param name="metrics">An item's metrics; none if it has none.</param>
    /// <param name="objectives">At least one.</param>
    /// <typeparam name="T">What carries metrics.</typeparam>
    /// <returns>
    /// Those on the front, in the order given; of several with equal metrics all. An item without a finite value of
    /// each objective is never among them. Takes quadratic time.
    /// </returns>
    /// <exception cref="ArgumentException">There are no objectives, or two have the same metric.</exception>
    public static IReadOnlyList<T> Of<T>(
        IEnumerable<T> items, Func<T, Metrics?> metrics, params IEnumerable<Objective> objectives)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(metrics);
        var wanted = ObjectiveList.Of(objectives, nameof(objectives)).Items;
        var usable = items.Select(item => (Item: item, Losses: Dominance.LossesOf(metrics(item), wanted)))
            .Where(static pair => pair.Losses is not null).ToList();
        return
        [
            .. usable.Where(pair => !usable.Any(other => Dominance.Dominates(other.Losses!, pair.Losses!)))
                .Select(static pair => pair.Item),
        ];
    }

    /// <summary>The front of an <see cref="AskTell"/>'s trials.</summary>
    /// <param name="trials">The trials: <see cref="AskTell.Told"/>.</param>
    /// <param name="objectives">At least one.</param>
    /// <inheritdoc cref="Of{T}(IEnumerable{T}, Func{T, Metrics?}, IEnumerable{Objective})"/>
    public static IReadOnlyList<ToldTrial> Of(
        IEnumerable<ToldTrial> trials, params IEnumerable<Objective> objectives) =>
        Of(trials, static trial => trial.HasFailed ? null : trial.Metrics, objectives);
}
