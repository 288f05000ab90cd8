using System.Buffers.Binary;

namespace Clade.Examples.Mnist;

/// <summary>The entries of a mini-batch that are not zero, row by row (compressed sparse rows).</summary>
internal sealed class SparseRows
{
    private const float PixelScale = 1f / byte.MaxValue;
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _values;
    private int _count;

    public SparseRows(int rows, int columns)
    {
        ColumnCount = columns;
        _starts = new int[rows + 1];
        _columns = new int[rows * columns];
        _values = new float[rows * columns];
    }

    public int RowCount { get; private set; }

    public int ColumnCount { get; }

    public ReadOnlySpan<int> Columns(int row) => _columns.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    public ReadOnlySpan<float> Values(int row) => _values.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    public void Clear() => RowCount = _count = 0;

    public void Append(int column, float value)
    {
        _columns[_count] = column;
        _values[_count++] = value;
    }

    /// <summary>Appends the inked pixels of an image, scaled to [0, 1].</summary>
    public void AppendImage(ReadOnlySpan<byte> pixels)
    {
        const int Block = sizeof(ulong);
        for (var block = 0; block < pixels.Length; block += Block)
        {
            // Four fifths of a digit's image is blank, mostly in long stretches.
            if (BinaryPrimitives.ReadUInt64LittleEndian(pixels[block..]) == 0) continue;

            for (var p = block; p < block + Block; p++)
            {
                if (pixels[p] != 0) Append(p, pixels[p] * PixelScale);
            }
        }
    }

    /// <summary>Appends the positive entries of a dense row.</summary>
    public void AppendPositives(ReadOnlySpan<float> row)
    {
        var columns = _columns.AsSpan(_count, row.Length);
        var values = _values.AsSpan(_count, row.Length);
        var count = 0;
        for (var c = 0; c < row.Length; c++)
        {
            // Written always, kept if positive: a branch here would be mispredicted every second time.
            columns[count] = c;
            values[count] = row[c];
            count += row[c] > 0 ? 1 : 0;
        }

        _count += count;
    }

    public void EndRow() => _starts[++RowCount] = _count;

    /// <summary>Writes the transpose of this matrix into <paramref name="result"/>.</summary>
    public void TransposeInto(SparseRows result)
    {
        var starts = result._starts.AsSpan(0, ColumnCount + 1);
        starts.Clear();
        foreach (var column in _columns.AsSpan(0, _count)) starts[column + 1]++;
        for (var c = 0; c < ColumnCount; c++) starts[c + 1] += starts[c];

        Span<int> next = stackalloc int[ColumnCount];
        starts[..ColumnCount].CopyTo(next);
        for (var row = 0; row < RowCount; row++)
        {
            for (var i = _starts[row]; i < _starts[row + 1]; i++)
            {
                var target = next[_columns[i]]++;
                result._columns[target] = row;
                result._values[target] = _values[i];
            }
        }

        (result.RowCount, result._count) = (ColumnCount, _count);
    }
}
