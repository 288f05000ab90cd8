namespace Clade.GaussianProcesses;

/// <summary>Which observations are computed with, where there are too many for all.</summary>
internal static class ActiveSet
{
    /// <summary>The better half of what there is room for, and a sample of the rest.</summary>
    /// <param name="values">What was observed; higher is better.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <returns>Indices, in order.</returns>
    /// <remarks>
    /// The sample follows from the index alone, so that one more observation changes it by one at most.
    /// </remarks>
    public static int[] Choose(ReadOnlySpan<double> values, int max, ulong seed)
    {
        var all = Enumerable.Range(0, values.Length).ToArray();
        if (all.Length <= max) return all;

        var known = values.ToArray();
        var byValue = all.OrderByDescending(i => known[i]).ThenBy(static i => i).ToArray();
        var best = max / 2;
        var sample = byValue[best..]
            .OrderBy(i => KeyedRandom.For(seed, RandomPurpose.Sampler, i, second: -1).NextBits())
            .ThenBy(static i => i)
            .Take(max - best);
        return [.. byValue[..best].Concat(sample).Order()];
    }
}
