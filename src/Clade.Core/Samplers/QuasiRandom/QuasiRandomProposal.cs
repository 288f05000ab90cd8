namespace Clade;

/// <summary>The configuration at a point of a quasi-random sequence.</summary>
internal static class QuasiRandomProposal
{
    /// <param name="sampler">Whose starting configurations come first.</param>
    /// <param name="request">The trial.</param>
    /// <param name="random">Draws what has no coordinate.</param>
    /// <param name="coordinate">
    /// A coordinate in [0, 1) of a point and a dimension, both from 0; NaN where the sequence has no such dimension.
    /// </param>
    public static Configuration Of(
        Sampler sampler, ProposalRequest request, KeyedRandom random, Func<uint, int, double> coordinate)
    {
        var (space, trial) = (request.Space, request.Trial);
        var grid = GridMultiplication.PointOf(space, trial);
        var starting = sampler.StartingConfigurations;
        if (trial < starting.Count) return space.Complete(starting[trial], random, grid);

        var encoding = FoldMemory<SpaceEncoding>.Of(sampler, request, () => new SpaceEncoding(space));
        var place = new double[encoding.Dimensions.Length];
        var point = (uint)(trial - starting.Count);
        var next = 0;
        for (var i = 0; i < place.Length; i++)
        {
            var dimension = encoding.Dimensions[i];
            place[i] = grid.Find(dimension.Name) is { } value
                ? dimension.Encode(value)
                : coordinate(point, next++) * (dimension.IsCategorical ? dimension.Count : 1);
        }

        return encoding.Decode(place, random);
    }
}
