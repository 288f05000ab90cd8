using MathNet.Numerics.Distributions;

namespace Clade.Bohb;

/// <summary>Draws candidates around good trials and takes the one that is the likeliest to be good.</summary>
internal static class BohbProposal
{
    public static double[] Of(
        BohbSampler sampler, SpaceEncoding encoding, BohbEvidence evidence, KeyedRandom random)
    {
        var good = new KernelDensity(encoding.Dimensions, evidence.Good, sampler.MinBandwidth);
        var bad = new KernelDensity(encoding.Dimensions, evidence.Bad, sampler.MinBandwidth);
        double[]? best = null;
        var highest = double.NegativeInfinity;
        for (var i = 0; i < sampler.Candidates; i++)
        {
            var candidate = Draw(encoding, good, sampler.BandwidthFactor, random);
            var ratio = good.LogAt(candidate) - bad.LogAt(candidate);
            if (best is not null && !(ratio > highest)) continue;

            (best, highest) = (candidate, ratio);
        }

        return best!;
    }

    private static double[] Draw(SpaceEncoding encoding, KernelDensity good, double factor, KeyedRandom random)
    {
        var around = good.Places[random.NextIndex(good.Places.Length)];
        var candidate = new double[around.Length];
        for (var i = 0; i < candidate.Length; i++)
        {
            var dimension = encoding.Dimensions[i];
            candidate[i] = dimension.IsCategorical
                ? DrawOption(around[i], good.Bandwidths[i], dimension.Options.Length, random)
                : DrawInside(around[i], good.Bandwidths[i] * factor, random);
        }

        return candidate;
    }

    private static double DrawOption(double around, double bandwidth, int options, KeyedRandom random) =>
        random.NextDouble() < 1 - bandwidth ? around : random.NextIndex(options);

    /// <summary>A normal distribution cut off at the ends of the range.</summary>
    private static double DrawInside(double mean, double deviation, KeyedRandom random)
    {
        var (low, high) = (Normal.CDF(mean, deviation, 0), Normal.CDF(mean, deviation, 1));
        return Math.Clamp(Normal.InvCDF(mean, deviation, low + ((high - low) * random.NextDouble())), 0, 1);
    }
}
