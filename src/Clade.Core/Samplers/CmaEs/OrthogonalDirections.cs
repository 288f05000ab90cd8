namespace Clade.CmaEs;

/// <summary>
/// Standard normal vectors of which each n successive trials have perpendicular ones: a small population looks into
/// more directions than independent draws would (Wang, Emmerich and Bäck, 2014, orthogonal sampling).
/// </summary>
internal static class OrthogonalDirections
{
    /// <summary>The vector of a trial. Seen alone, it is standard normal.</summary>
    public static double[] Of(int dimensions, ulong seed, int trial)
    {
        if (dimensions == 0) return [];

        var (block, row) = Math.DivRem(trial, dimensions);
        // Trials have streams of their own under the same purpose, at step 0.
        var random = KeyedRandom.For(seed, RandomPurpose.Sampler, block, second: 1);
        var directions = new double[row + 1][];
        var length = 0.0;
        for (var i = 0; i <= row; i++)
        {
            var vector = new double[dimensions];
            for (var k = 0; k < dimensions; k++) vector[k] = random.NextNormal();
            length = Math.Sqrt(Dot(vector, vector));
            for (var before = 0; before < i; before++)
            {
                var along = Dot(vector, directions[before]);
                for (var k = 0; k < dimensions; k++) vector[k] -= along * directions[before][k];
            }

            var rest = Math.Sqrt(Dot(vector, vector));
            for (var k = 0; k < dimensions; k++) vector[k] /= rest;
            directions[i] = vector;
        }

        // Perpendicular, but as long as independent draws.
        var last = directions[row];
        for (var k = 0; k < dimensions; k++) last[k] *= length;
        return last;
    }

    private static double Dot(double[] x, double[] y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }
}
