using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clade.Examples.Mnist;

/// <summary>The matrix products of training, with SIMD: sparse times dense.</summary>
/// <remarks>
/// Blank pixels and silent hidden units make every left operand here sparse. Skipping their zeros does a fifth of the
/// work of a dense product, and needs no packing. Single-threaded, with a fixed order of summation: equal inputs give
/// equal bits.
/// </remarks>
internal static class SparseProduct
{
    private const int WideVectors = 8;
    private const int NarrowVectors = 2;

    private static int WideColumns => WideVectors * Vector<float>.Count;

    private static int NarrowColumns => NarrowVectors * Vector<float>.Count;

    /// <summary>result = left · right.</summary>
    public static void Multiply(SparseRows left, Matrix right, Matrix result)
    {
        Require(left.ColumnCount <= right.Rows && left.RowCount <= result.Rows && right.Stride == result.Stride);

        var stride = right.Stride;
        ref var rights = ref MemoryMarshal.GetReference(right.All);
        for (int column = 0, tile; column < right.PaddedColumns; column += tile)
        {
            tile = TileColumns(right.PaddedColumns - column);
            for (var row = 0; row < left.RowCount; row++)
            {
                var sums = result.All.Slice(row * stride + column, tile);
                SumTile(left, row, ref Unsafe.Add(ref rights, column), stride, sums);
            }
        }
    }

    /// <summary>One step of gradient descent with momentum, with left · right as the gradient.</summary>
    /// <remarks>Each tile of the gradient is used while in the first-level cache; it is never stored whole.</remarks>
    public static void Descend(SparseRows left, Matrix right, Matrix weights, Matrix velocity, SgdStep step)
    {
        Require(left.ColumnCount <= right.Rows && left.RowCount == weights.Rows && velocity.Rows == weights.Rows);
        Require(right.Stride == weights.Stride && velocity.Stride == weights.Stride);

        var stride = right.Stride;
        ref var rights = ref MemoryMarshal.GetReference(right.All);
        Span<float> gradient = stackalloc float[WideColumns];
        for (int column = 0, tile; column < right.PaddedColumns; column += tile)
        {
            tile = TileColumns(right.PaddedColumns - column);
            for (var row = 0; row < left.RowCount; row++)
            {
                SumTile(left, row, ref Unsafe.Add(ref rights, column), stride, gradient[..tile]);
                var offset = row * stride + column;
                step.Apply(gradient[..tile], weights.All.Slice(offset, tile), velocity.All.Slice(offset, tile));
            }
        }
    }

    private static int TileColumns(int columnsLeft) =>
        columnsLeft >= WideColumns ? WideColumns : NarrowColumns;

    private static void SumTile(SparseRows left, int row, ref float rights, int stride, Span<float> sums)
    {
        ref var target = ref MemoryMarshal.GetReference(sums);
        if (sums.Length == WideColumns) SumWide(left.Columns(row), left.Values(row), ref rights, stride, ref target);
        else SumNarrow(left.Columns(row), left.Values(row), ref rights, stride, ref target);
    }

    // Optimised from the first call: no slow start in a fresh worker, and the same rounding before and after tiering.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumWide(
        ReadOnlySpan<int> columns, ReadOnlySpan<float> values, ref float rights, int stride, ref float sums)
    {
        unchecked
        {
            var size = (nuint)Vector<float>.Count;
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            Vector<float> s4 = default, s5 = default, s6 = default, s7 = default;
            for (var i = 0; i < columns.Length; i++)
            {
                var value = new Vector<float>(values[i]);
                ref var row = ref Unsafe.Add(ref rights, (nint)columns[i] * stride);
                s0 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row), s0);
                s1 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, size), s1);
                s2 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, 2 * size), s2);
                s3 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, 3 * size), s3);
                s4 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, 4 * size), s4);
                s5 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, 5 * size), s5);
                s6 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, 6 * size), s6);
                s7 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, 7 * size), s7);
            }

            s0.StoreUnsafe(ref sums);
            s1.StoreUnsafe(ref sums, size);
            s2.StoreUnsafe(ref sums, 2 * size);
            s3.StoreUnsafe(ref sums, 3 * size);
            s4.StoreUnsafe(ref sums, 4 * size);
            s5.StoreUnsafe(ref sums, 5 * size);
            s6.StoreUnsafe(ref sums, 6 * size);
            s7.StoreUnsafe(ref sums, 7 * size);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumNarrow(
        ReadOnlySpan<int> columns, ReadOnlySpan<float> values, ref float rights, int stride, ref float sums)
    {
        unchecked
        {
            var size = (nuint)Vector<float>.Count;
            Vector<float> s0 = default, s1 = default;
            for (var i = 0; i < columns.Length; i++)
            {
                var value = new Vector<float>(values[i]);
                ref var row = ref Unsafe.Add(ref rights, (nint)columns[i] * stride);
                s0 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row), s0);
                s1 = Vector.MultiplyAddEstimate(value, Vector.LoadUnsafe(ref row, size), s1);
            }

            s0.StoreUnsafe(ref sums);
            s1.StoreUnsafe(ref sums, size);
        }
    }

    private static void Require(bool shapesAgree)
    {
        if (!shapesAgree) throw new ArgumentException("The shapes of the matrices do not fit together.");
    }
}
