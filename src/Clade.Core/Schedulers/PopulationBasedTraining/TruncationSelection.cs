using Clade.Experiments;
using Clade.Schedulers;

namespace Clade;

/// <summary>The bottom quantile copies the top quantile; each copies a donor drawn uniformly from it.</summary>
/// <remarks>Jaderberg et al., 2017, section 4.1.1 (there 20 %).</remarks>
public sealed record TruncationSelection : ExploitStrategy
{
    internal override Member? ChooseDonor(
        Member member, Population population, double quantileFraction, KeyedRandom random)
    {
        var cut = population.QuantileSize(quantileFraction);
        var isInBottom = population.RankOf(member) > population.Count - cut;
        return isInBottom ? DrawFromTop(population, cut, random) : null;
    }

    /// <summary>A donor from the best so many, of those that have something to donate.</summary>
    internal static Member? DrawFromTop(Population population, int cut, KeyedRandom random)
    {
        if (cut == 0) return null;

        // How many donors rank before the last of the top, and that one if it is a donor.
        var last = population.Donors.IndexOf(population.Best[cut - 1]);
        var donors = last < 0 ? ~last : last + 1;
        return donors == 0 ? null : population.Donors[random.NextIndex(donors)];
    }

    internal override string Describe() => "truncation";
}
