namespace Clade;

/// <summary>The initial direction numbers of the dimensions of Sobol's sequence from the second on.</summary>
/// <remarks>
/// Any odd numbers that are short enough make a sequence that is even on every axis; how even pairs of axes are depends
/// on them. Each dimension's are drawn at random, 2,000 times, and of these draws the one is kept that makes the pairs
/// with the dimensions before it the most even: the fourth powers of the pairs' t-values (Niederreiter, 1987) for 4 to
/// 1,024 points have the lowest sum. A test computes the table again.
/// </remarks>
internal static class SobolNumbers
{
    /// <summary>So many draws were compared for each dimension.</summary>
    public const int DrawsMax = 2_000;

    /// <summary>Which draw was kept: the second dimension's first.</summary>
    public static ReadOnlySpan<short> Kept =>
    [
        0, 0, 4, 21, 18, 61, 149, 795, 758, 831, 169, 1806, 942, 1787, 543, 1908, 181, 65, 1242, 1743, 1467, 945, 73,
        1100, 1319, 863, 487, 1813, 1689, 8, 1393, 819, 104, 371, 1984, 51, 1459, 1204, 57, 1526, 291, 1955, 1849, 82,
        1276, 773, 738, 1637, 725, 953, 1427, 1416, 1549, 175, 829, 688, 887, 809, 784, 161, 354, 160, 195, 155, 3,
        56, 756, 1215, 1447, 360, 643, 1943, 654, 209, 188, 140, 1886, 318, 177, 507, 392, 1606, 1754, 1454, 798, 835,
        1345, 950, 1805, 79, 317, 1623, 128, 1794, 1545, 1599, 182, 315, 1169, 370,
    ];

    /// <summary>A draw of a dimension's numbers.</summary>
    /// <param name="dimension">The dimension, from 1: the first has none.</param>
    /// <param name="degree">How many there are: the degree of the dimension's polynomial.</param>
    /// <param name="draw">Which draw.</param>
    public static uint[] Draw(int dimension, int degree, int draw)
    {
        var random = KeyedRandom.For((ulong)draw, RandomPurpose.Scramble, dimension, second: -1);
        var numbers = new uint[degree];
        for (var i = 0; i < degree; i++) numbers[i] = (uint)(random.NextBits() >> (63 - i)) | 1;
        return numbers;
    }
}
