using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>
/// An adversarial bandit over the options of a category that forgets: EXP3.S (Auer et al., 2002), played by several
/// members at once as in EXP3.M (Uchiya et al., 2010).
/// </summary>
/// <remarks>
/// Its weights follow from the changes of scores alone, so they need no state of their own. The reward of an option is
/// how its change ranks among those of other trials at the same time, from 0 to 1: later changes are smaller than
/// earlier ones whatever the option.
/// </remarks>
internal static class CategoryBandit
{
    /// <summary>The probabilities of the options.</summary>
    /// <param name="plays">The options that were played, with their rewards, oldest first.</param>
    /// <param name="options">How many options there are.</param>
    public static double[] Probabilities(IReadOnlyList<Play> plays, int options)
    {
        var weights = new double[options];
        Array.Fill(weights, 1.0 / options);
        // The rate that is best for as many plays as were seen.
        var rate = plays.Count == 0
            ? 1
            : Math.Min(1, Math.Sqrt(options * Math.Log(options) / ((Math.E - 1) * plays.Count)));
        foreach (var (option, reward) in plays)
        {
            var probability = Probability(weights[option], rate, options);
            weights[option] *= Math.Exp(rate * reward / (probability * options));
            var shared = Math.E / plays.Count * weights.Sum() / options;
            for (var i = 0; i < options; i++) weights[i] += shared;
            Normalise(weights);
        }

        return [.. weights.Select(weight => Probability(weight, rate, options))];
    }

    /// <summary>
    /// The changes with their rewards, in order; those that nothing can be compared with are left out.
    /// </summary>
    /// <param name="changes">The changes, oldest first.</param>
    /// <param name="interval">Changes that end less than an interval apart are compared.</param>
    public static IEnumerable<(ScoreChange Change, double Reward)> Rewards(
        IReadOnlyList<ScoreChange> changes, double interval)
    {
        foreach (var change in changes)
        {
            var (better, equal, others) = (0, 0, 0);
            foreach (var other in changes)
            {
                var isRival = other.Trial != change.Trial
                    && Math.Abs(other.Since + other.Elapsed - change.Since - change.Elapsed) < interval;
                if (!isRival) continue;

                others++;
                var order = new Score(change.Rate).CompareTo(new Score(other.Rate));
                if (order > 0) better++;
                if (order == 0) equal++;
            }

            if (others > 0) yield return (change, (better + (equal / 2.0)) / others);
        }
    }

    /// <summary>An option drawn by the probabilities.</summary>
    public static int Draw(ReadOnlySpan<double> probabilities, KeyedRandom random)
    {
        var left = random.NextDouble();
        for (var i = 0; i < probabilities.Length - 1; i++)
        {
            left -= probabilities[i];
            if (left < 0) return i;
        }

        return probabilities.Length - 1;
    }

    private static double Probability(double weight, double rate, int options) =>
        ((1 - rate) * weight) + (rate / options);

    private static void Normalise(double[] weights)
    {
        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++) weights[i] /= sum;
    }
}

/// <summary>One play of an option.</summary>
/// <param name="Option">The option, by index.</param>
/// <param name="Reward">From 0 to 1.</param>
internal readonly record struct Play(int Option, double Reward);
