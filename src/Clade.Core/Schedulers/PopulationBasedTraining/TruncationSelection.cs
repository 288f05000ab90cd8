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
        var isInBottom = population.RankOf(member.Trial) > population.Count - cut;
        return isInBottom ? DrawFromTop(population, cut, random) : null;
    }

    /// <summary>A donor from the best so many, of those that have something to donate.</summary>
    internal static Member? DrawFromTop(Population population, int cut, KeyedRandom random)
    {
        var donors = population.Best[..cut].RemoveAll(static donor => !donor.CanDonate);
        return donors.IsEmpty ? null : donors[random.NextIndex(donors.Length)];
    }

    internal override string Describe() => "truncation";
}
