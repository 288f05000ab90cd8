using System.Collections.Immutable;

namespace Clade.Schedulers;

/// <summary>A bracket of Hyperband.</summary>
/// <param name="Trials">How many trials begin in it.</param>
/// <param name="First">How far they train before they are halved for the first time.</param>
internal readonly record struct HyperBandBracket(int Trials, double First);

/// <summary>The brackets that together are one band of Hyperband, the one with the most trials first.</summary>
internal static class HyperBandTable
{
    /// <summary>More trials in one bracket can't be meant.</summary>
    public const int TrialsMax = 10_000_000;

    public static ImmutableArray<HyperBandBracket> Of(double min, double max, double factor)
    {
        var levels = new Ladder(min, factor, max).Levels;
        return [.. Sizes(levels.Length, factor).Select((trials, i) => new HyperBandBracket(trials, levels[i]))];
    }

    /// <summary>n = ceil((s_max + 1)·η^s / (s + 1)) for s from s_max down to 0.</summary>
    public static ImmutableArray<int> Sizes(int brackets, double factor)
    {
        var sizes = ImmutableArray.CreateBuilder<int>(brackets);
        for (var s = brackets - 1; s >= 0; s--)
        {
            var power = 1.0;
            for (var i = 0; i < s; i++) power *= factor;
            sizes.Add((int)Math.Min(Ceiling(brackets * power / (s + 1)), TrialsMax));
        }

        return sizes.ToImmutable();
    }

    /// <summary>How many of so many trials go on: rounded up, so that nobody is left over only at zero.</summary>
    public static int Survivors(int trials, double factor) => (int)Ceiling(trials / factor);

    private static double Ceiling(double value) => Math.Ceiling(value - 1e-9);
}
