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
        var top = population.Best.AsSpan()[..cut];
        var donors = 0;
        foreach (var member in top) donors += member.CanDonate ? 1 : 0;
        if (donors == 0) return null;

        var drawn = random.NextIndex(donors);
        foreach (var member in top)
        {
            if (member.CanDonate && drawn-- == 0) return member;
        }

        return null;
    }

    internal override string Describe() => "truncation";
}
