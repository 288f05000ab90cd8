using Clade.Schedulers;
using MathNet.Numerics.LinearAlgebra;

namespace Clade.Core.Tests;

public sealed class CholeskyFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    public void It_solves_and_measures_as_a_general_library_does(int order)
    {
        var random = Draws.Random(order);
        var root = Matrix<double>.Build.Dense(order, order, (_, _) => random.NextNormal());
        var matrix = (root * root.Transpose()) + Matrix<double>.Build.DenseIdentity(order);
        var right = Vector<double>.Build.Dense(order, _ => random.NextNormal());

        var factor = CholeskyFactor.TryOf(Lower(matrix))!;
        var solved = right.ToArray();
        factor.SolveForward(solved);
        Assert.Equal(right * matrix.Solve(right), CholeskyFactor.Dot(solved, solved), 1e-8);
        factor.SolveBackward(solved);

        var expected = matrix.Solve(right);
        for (var i = 0; i < order; i++) Assert.Equal(expected[i], solved[i], 1e-8);
        Assert.Equal(Math.Log(matrix.Determinant()), factor.LogDeterminant(order), 1e-8);
    }

    [Fact]
    public void The_leading_block_of_a_factor_is_the_factor_of_the_leading_block()
    {
        double[][] small = [[4], [1, 3]];
        double[][] large = [[4], [1, 3], [0.5, 0.2, 2]];
        double[] one = [1, 2], other = [1, 2];
        var (factor, block) = (CholeskyFactor.TryOf(small)!, CholeskyFactor.TryOf(large)!);
        factor.SolveForward(one);
        factor.SolveBackward(one);
        block.SolveForward(other);
        block.SolveBackward(other);
        Assert.Equal(one, other);
        Assert.Equal(factor.LogDeterminant(2), block.LogDeterminant(2));
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_has_none()
    {
        Assert.Null(CholeskyFactor.TryOf([[1], [1, 1]]));
        Assert.Null(CholeskyFactor.TryOf([[-1]]));
        Assert.Null(CholeskyFactor.TryOf([[double.NaN]]));
    }

    private static double[][] Lower(Matrix<double> matrix) =>
        [.. Enumerable.Range(0, matrix.RowCount).Select(i => matrix.Row(i).Take(i + 1).ToArray())];
}
