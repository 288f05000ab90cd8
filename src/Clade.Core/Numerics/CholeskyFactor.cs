namespace Clade.Numerics;

/// <summary>
/// The Cholesky factor L of a positive definite matrix LLᵀ, and on demand the inverse of L; then it can grow by a row.
/// </summary>
/// <remarks>
/// Rows are worked on by fours, so that each earlier row is fetched once for four. MathNet.Numerics has the
/// factor too, but with 500 rows its managed provider takes 18 ms for it (this: 7 ms with the inverse), and threads of
/// the pool from a size on, which nothing in this assembly may.
/// </remarks>
internal sealed class CholeskyFactor
{
    private const int Block = 4;
    private readonly int _stride;
    private readonly double[] _lower;

    // Row i is column i of L⁻¹, so that its entries lie one after another: zero before i.
    private readonly double[] _inverse;

    /// <param name="capacity">To how many rows it may grow.</param>
    public CholeskyFactor(int capacity)
    {
        _stride = (capacity + Block - 1) / Block * Block;
        _lower = new double[_stride * _stride];
        _inverse = new double[_stride * _stride];
    }

    /// <summary>How many rows it has.</summary>
    public int Size { get; private set; }

    /// <summary>The sum of the logarithms of the diagonal: half the logarithm of the determinant.</summary>
    public double LogDiagonal
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Size; i++) sum += Math.Log(_lower[(i * _stride) + i]);
            return sum;
        }
    }

    /// <summary>
    /// A row of the matrix to factorise, to be filled up to its diagonal before <see cref="TryFactorise"/>.
    /// </summary>
    public Span<double> Row(int row) => _lower.AsSpan(row * _stride, _stride);

    /// <summary>Row i of (L⁻¹)ᵀ, from its diagonal on.</summary>
    public ReadOnlySpan<double> InverseColumn(int column) =>
        _inverse.AsSpan((column * _stride) + column, Size - column);

    /// <summary>Turns what was filled into <see cref="Row"/> into L.</summary>
    /// <returns>Whether the matrix is positive definite, as far as 64 bits tell.</returns>
    public bool TryFactorise(int size)
    {
        Size = 0;
        for (var top = 0; top < size; top += Block)
        {
            var bottom = Math.Min(top + Block, size);
            var rows = _lower.AsSpan(top * _stride, Block * _stride);
            Substitute(rows, _stride, from: 0, to: top);
            for (var row = top; row < bottom; row++)
            {
                if (!TryFinishRow(row, from: top)) return false;
            }
        }

        Size = size;
        return true;
    }

    /// <summary>Inverts L: all below needs that, but for solving.</summary>
    public void Invert()
    {
        for (var top = 0; top < Size; top += Block)
        {
            var bottom = Math.Min(top + Block, Size);
            var rows = _inverse.AsSpan(top * _stride, Block * _stride);
            rows.Clear();
            for (var i = top; i < bottom; i++) rows[((i - top) * _stride) + i] = 1;
            Substitute(rows, _stride, from: top, to: Size);
        }
    }

    /// <summary>Adds a row to the matrix.</summary>
    /// <param name="row">Its entries before the diagonal.</param>
    /// <param name="diagonal">Its diagonal entry.</param>
    /// <returns>Whether the matrix stays positive definite; it is unchanged if not.</returns>
    public bool TryExtend(ReadOnlySpan<double> row, double diagonal)
    {
        Invariant.Require(Size < _stride && row.Length == Size);
        var last = Row(Size);
        row.CopyTo(last);
        SolveLower(last);
        var square = diagonal - Dot.Of(last[..Size], last[..Size]);
        if (!(square > diagonal * 1e-14)) return false;

        var pivot = Math.Sqrt(square);
        last[Size] = pivot;
        for (var i = 0; i < Size; i++)
        {
            _inverse[(i * _stride) + Size] = -Dot.Of(last[i..Size], InverseColumn(i)) / pivot;
        }

        _inverse[(Size * _stride) + Size] = 1 / pivot;
        Size++;
        return true;
    }

    /// <summary>Replaces x by L⁻¹x.</summary>
    public void SolveLower(Span<double> x)
    {
        for (var i = 0; i < Size; i++)
        {
            var row = _lower.AsSpan(i * _stride, i + 1);
            x[i] = (x[i] - Dot.Of(row[..i], x[..i])) / row[i];
        }
    }

    /// <summary>Replaces each of four rows x by L⁻¹x.</summary>
    /// <param name="rows">The rows, one after another.</param>
    /// <param name="stride">From one row to the next.</param>
    public void SolveLowerOfFour(Span<double> rows, int stride) => Substitute(rows, stride, from: 0, to: Size);

    /// <summary>Writes (L⁻¹)ᵀx.</summary>
    public void MultiplyInverseTransposed(ReadOnlySpan<double> x, Span<double> result)
    {
        for (var i = 0; i < Size; i++) result[i] = Dot.Of(InverseColumn(i), x[i..Size]);
    }

    /// <summary>
    /// Writes a row of the matrix's inverse, up to its diagonal; up to three entries behind are overwritten.
    /// </summary>
    public void InverseRow(int row, Span<double> result)
    {
        var own = InverseColumn(row);
        for (var j = 0; j <= row; j += Block)
        {
            var sums = Dot.OfFour(_inverse.AsSpan((j * _stride) + row), _stride, own);
            for (var k = 0; k < Block; k++) result[j + k] = sums[k];
        }
    }

    /// <summary>Forward substitution of four rows at once.</summary>
    private void Substitute(Span<double> rows, int stride, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var row = _lower.AsSpan(i * _stride, i + 1);
            var sums = Dot.OfFour(rows[from..], stride, row[from..i]);
            var pivot = row[i];
            for (var k = 0; k < Block; k++)
            {
                ref var entry = ref rows[(k * stride) + i];
                entry = (entry - sums[k]) / pivot;
            }
        }
    }

    private bool TryFinishRow(int row, int from)
    {
        var own = Row(row);
        for (var j = from; j < row; j++) own[j] = (own[j] - Dot.Of(own[..j], Row(j)[..j])) / Row(j)[j];
        var diagonal = own[row];
        var square = diagonal - Dot.Of(own[..row], own[..row]);
        if (!(square > diagonal * 1e-14)) return false;

        own[row] = Math.Sqrt(square);
        return true;
    }
}
