using System.Numerics;
using System.Runtime.InteropServices;

namespace Clade.Examples.Mnist;

/// <summary>A dense matrix of floats, each row padded with zeros to whole tiles of SIMD vectors.</summary>
internal sealed class Matrix
{
    private const int LineFloats = 64 / sizeof(float);
    private readonly float[] _values;
    private readonly int _first;

    public Matrix(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        PaddedColumns = RoundUp(columns, Math.Max(LineFloats, 2 * Vector<float>.Count));

        // An odd number of cache lines from row to row: with a power of two, a column of the matrix would compete for
        // a few sets of the cache, and the kernels would run at half their speed.
        Stride = (PaddedColumns / LineFloats | 1) * LineFloats;

        // Pinned, so that rows can start on a cache line and stay there: loads across two lines cost double.
        _values = GC.AllocateArray<float>(rows * Stride + LineFloats, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0) / sizeof(float);
        _first = (int)(RoundUp(address, LineFloats) - address);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Floats of a row that a kernel computes: whole tiles, at least <see cref="Columns"/>.</summary>
    public int PaddedColumns { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>All rows, with their padding.</summary>
    public Span<float> All => _values.AsSpan(_first, Rows * Stride);

    /// <summary>One row, without its padding.</summary>
    public Span<float> Row(int row) => All.Slice(row * Stride, Columns);

    public void FillGaussian(SplitMix64 random, double standardDeviation)
    {
        for (var r = 0; r < Rows; r++)
        {
            foreach (ref var value in Row(r)) value = (float)(standardDeviation * random.NextGaussian());
        }
    }

    private static T RoundUp<T>(T value, int unit)
        where T : IBinaryInteger<T> =>
        (value + T.CreateChecked(unit - 1)) / T.CreateChecked(unit) * T.CreateChecked(unit);
}
