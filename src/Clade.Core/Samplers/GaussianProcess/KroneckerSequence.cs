namespace Clade.GaussianProcesses;

/// <summary>Points that fill the unit cube evenly, shifted at random: the same number of points, fewer gaps.</summary>
/// <remarks>
/// The Kronecker sequence of the powers of the generalised golden ratio (Roberts, 2018), with a Cranley–Patterson
/// rotation. Beside <see cref="SobolSequence"/> it has no limit of dimensions and costs next to nothing, which counts
/// with a thousand points for each proposal.
/// </remarks>
internal sealed class KroneckerSequence
{
    private readonly double[] _steps;
    private readonly double[] _shifts;

    public KroneckerSequence(int dimensions, KeyedRandom random)
    {
        // The positive root of x^(d+1) = x + 1, by a contraction.
        var root = 1.5;
        for (var i = 0; i < 64; i++) root = Math.Pow(1 + root, 1.0 / (dimensions + 1));
        _steps = new double[dimensions];
        _shifts = new double[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            _steps[i] = Math.Pow(root, -(i + 1));
            _shifts[i] = random.NextDouble();
        }
    }

    /// <summary>Writes a point of [0, 1)ᵈ.</summary>
    public void Write(int index, Span<double> point)
    {
        for (var i = 0; i < point.Length; i++)
        {
            var place = _shifts[i] + (index * _steps[i]);
            point[i] = place - Math.Floor(place);
        }
    }
}
