using Clade.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Clade.Core.Tests.Numerics;

/// <summary>The factor against MathNet's, at sizes around the blocks of four.</summary>
public sealed class CholeskyFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(30)]
    public void It_is_the_factor_and_its_inverse(int size)
    {
        var matrix = RandomMatrix(size);
        var factor = FactorOf(matrix, size, capacity: size);
        Compare(matrix, factor);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_row_more_is_as_if_it_had_been_there(int size)
    {
        var matrix = RandomMatrix(size + 2);
        var factor = FactorOf(matrix, size, capacity: size + 2);
        for (var row = size; row < size + 2; row++)
        {
            Assert.True(factor.TryExtend(matrix.Row(row).ToArray().AsSpan(0, row), matrix[row, row]));
        }

        Compare(matrix, factor);
    }

    [Fact]
    public void What_is_not_positive_definite_is_refused()
    {
        var factor = new CholeskyFactor(3);
        factor.Row(0)[0] = 1;
        (factor.Row(1)[0], factor.Row(1)[1]) = (2, 1);
        Assert.False(factor.TryFactorise(2));
        factor.Row(0)[0] = double.NaN;
        Assert.False(factor.TryFactorise(1));
    }

    [Fact]
    public void A_row_that_is_there_already_is_refused_and_changes_nothing()
    {
        var matrix = RandomMatrix(3);
        var factor = FactorOf(matrix, 3, capacity: 5);
        Assert.False(factor.TryExtend(matrix.Row(1).ToArray(), matrix[1, 1]));
        Compare(matrix, factor);
    }

    private static Matrix<double> RandomMatrix(int size)
    {
        var random = KeyedRandom.For((ulong)size, RandomPurpose.Simulation);
        var root = Matrix<double>.Build.Dense(size, size, (_, _) => random.NextNormal());
        return (root * root.Transpose()) + (0.1 * Matrix<double>.Build.DenseIdentity(size));
    }

    private static CholeskyFactor FactorOf(Matrix<double> matrix, int size, int capacity)
    {
        var factor = new CholeskyFactor(capacity);
        for (var i = 0; i < size; i++) matrix.Row(i).ToArray().AsSpan(0, i + 1).CopyTo(factor.Row(i));
        Assert.True(factor.TryFactorise(size));
        factor.Invert();
        return factor;
    }

    private static void Compare(Matrix<double> matrix, CholeskyFactor factor)
    {
        var expected = matrix.Cholesky().Factor;
        var inverse = expected.Inverse();
        var whole = matrix.Inverse();
        var size = matrix.RowCount;
        Assert.Equal(size, factor.Size);
        Assert.Equal(matrix.Cholesky().DeterminantLn / 2, factor.LogDiagonal, 1e-9);
        var random = KeyedRandom.For(1, RandomPurpose.Simulation);
        double[] right = [.. Enumerable.Range(0, size).Select(_ => random.NextNormal())];
        var (solved, back) = ((double[])right.Clone(), new double[size]);
        factor.SolveLower(solved);
        factor.MultiplyInverseTransposed(solved, back);
        for (var i = 0; i < size; i++) Assert.Equal((whole * Vector<double>.Build.Dense(right))[i], back[i], 1e-6);
        var row = new double[size + 3];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++) Assert.Equal(expected[i, j], factor.Row(i)[j], 1e-9);
            for (var k = i; k < size; k++) Assert.Equal(inverse[k, i], factor.InverseColumn(i)[k - i], 1e-7);
            factor.InverseRow(i, row);
            for (var j = 0; j <= i; j++) Assert.Equal(whole[i, j], row[j], 1e-6);
        }
    }
}
