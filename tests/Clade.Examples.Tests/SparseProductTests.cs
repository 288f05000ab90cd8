using Clade.Examples.Mnist;

namespace Clade.Examples.Tests;

public sealed class SparseProductTests
{
    private const int Rows = 23;
    private const int Inner = 70;

    // Less than a vector, whole vectors, whole wide tiles, and rests after them.
    public static TheoryData<int> Widths => [1, 10, 16, 33, 64, 100, 512, 777];

    [Theory, MemberData(nameof(Widths))]
    public void A_product_equals_the_naive_one(int width)
    {
        var (left, right) = (RandomDense(Rows, Inner, seed: 1), RandomMatrix(Inner, width));
        var result = new Matrix(Rows, width);
        result.All.Fill(float.NaN);

        SparseProduct.Multiply(Sparse(left), right, result);

        AssertClose(NaiveProduct(left, right), result);
    }

    [Theory, MemberData(nameof(Widths))]
    public void A_descent_equals_the_naive_product_and_step(int width)
    {
        var (left, right) = (RandomDense(Rows, Inner, seed: 2), RandomMatrix(Inner, width));
        var (weights, velocity) = (RandomMatrix(Rows, width), RandomMatrix(Rows, width));
        var expectedVelocity = Combine(0.9, velocity, 1, NaiveProduct(left, right));
        var expectedWeights = Combine(1, weights, -0.25, expectedVelocity);

        SparseProduct.Descend(Sparse(left), right, weights, velocity, new SgdStep(Lr: 0.25f, Momentum: 0.9f));

        AssertClose(expectedVelocity, velocity);
        AssertClose(expectedWeights, weights);
    }

    [Fact]
    public void A_transpose_swaps_rows_and_columns()
    {
        var dense = RandomDense(Rows, Inner, seed: 3);
        var transposed = new SparseRows(Inner, Rows);

        Sparse(dense).TransposeInto(transposed);

        var seen = 0;
        for (var c = 0; c < Inner; c++)
        {
            for (var i = 0; i < transposed.Columns(c).Length; i++, seen++)
                Assert.Equal(dense[transposed.Columns(c)[i], c], transposed.Values(c)[i]);
        }

        Assert.Equal(dense.Cast<float>().Count(v => v != 0), seen);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var left = Sparse(RandomDense(Rows, Inner, seed: 4));

        Assert.Throws<ArgumentException>(
            () => SparseProduct.Multiply(left, new Matrix(Inner - 1, 16), new Matrix(Rows, 16)));
        Assert.Throws<ArgumentException>(
            () => SparseProduct.Multiply(left, new Matrix(Inner, 16), new Matrix(Rows, 64)));
    }

    [Theory, MemberData(nameof(Widths))]
    public void Rows_start_on_cache_lines_an_odd_number_apart(int width)
    {
        var matrix = new Matrix(3, width);

        Assert.Equal(1, matrix.Stride * sizeof(float) / 64 % 2);
        Assert.True(matrix.PaddedColumns >= width && matrix.Stride >= matrix.PaddedColumns);
    }

    private static float[,] RandomDense(int rows, int columns, ulong seed)
    {
        var (random, dense) = (SplitMix64.For(seed), new float[rows, columns]);
        for (var i = 0; i < rows * columns; i++)
            dense[i / columns, i % columns] = random.NextIndex(3) == 0 ? (float)random.NextGaussian() : 0;
        return dense;
    }

    private static Matrix RandomMatrix(int rows, int columns)
    {
        var matrix = new Matrix(rows, columns);
        matrix.FillGaussian(SplitMix64.For((ulong)(rows * columns)), standardDeviation: 1);
        return matrix;
    }

    private static SparseRows Sparse(float[,] dense)
    {
        var sparse = new SparseRows(dense.GetLength(0), dense.GetLength(1));
        for (var r = 0; r < dense.GetLength(0); r++)
        {
            for (var c = 0; c < dense.GetLength(1); c++)
            {
                if (dense[r, c] != 0) sparse.Append(c, dense[r, c]);
            }

            sparse.EndRow();
        }

        return sparse;
    }

    private static double[,] NaiveProduct(float[,] left, Matrix right)
    {
        var product = new double[left.GetLength(0), right.Columns];
        for (var r = 0; r < product.GetLength(0); r++)
        {
            for (var c = 0; c < product.GetLength(1); c++)
            {
                for (var k = 0; k < right.Rows; k++) product[r, c] += (double)left[r, k] * right.Row(k)[c];
            }
        }

        return product;
    }

    private static double[,] Combine(double factor, Matrix matrix, double otherFactor, double[,] other)
    {
        var sum = new double[matrix.Rows, matrix.Columns];
        for (var r = 0; r < matrix.Rows; r++)
        {
            for (var c = 0; c < matrix.Columns; c++) sum[r, c] = factor * matrix.Row(r)[c] + otherFactor * other[r, c];
        }

        return sum;
    }

    private static void AssertClose(double[,] expected, Matrix actual)
    {
        for (var r = 0; r < actual.Rows; r++)
        {
            for (var c = 0; c < actual.Columns; c++) Assert.Equal(expected[r, c], actual.Row(r)[c], tolerance: 1e-4);
        }
    }
}
