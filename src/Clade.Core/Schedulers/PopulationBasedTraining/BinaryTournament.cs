using Clade.Experiments;
using Clade.Schedulers;

namespace Clade;

/// <summary>Each trial compares itself with one other, drawn uniformly, and copies it if that is better.</summary>
/// <remarks>Jaderberg et al., 2017, section 4.3.1. The quantile fraction is not used.</remarks>
public sealed record BinaryTournament : ExploitStrategy
{
    internal override Member? ChooseDonor(
        Member member, Population population, double quantileFraction, KeyedRandom random)
    {
        var rival = population.DrawOther(member, random);
        return rival is { CanDonate: true } && rival.Score.IsBetterThan(member.Score) ? rival : null;
    }

    internal override string Describe() => "binary tournament";
}
