using Parquet;
using Parquet.Schema;

namespace Clade.Cli.Export;

/// <summary>A column of a Parquet table: collects the values of some rows, then writes them.</summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
internal abstract class ParquetColumn<TRow>(DataField field)
{
    public DataField Field { get; } = field;

    /// <summary>Takes this column's value of a row.</summary>
    public abstract void Add(TRow row);

    /// <summary>Writes what was taken, and forgets it.</summary>
    public abstract Task FlushAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken);
}

/// <summary>Numbers, booleans and times.</summary>
internal sealed class ValueColumn<TRow, T>(DataField field, Func<TRow, T> read) : ParquetColumn<TRow>(field)
    where T : struct
{
    private readonly List<T> _values = [];

    public override void Add(TRow row) => _values.Add(read(row));

    public override async Task FlushAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
    {
        await group.WriteAsync<T>(Field, _values.ToArray().AsMemory(), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        _values.Clear();
    }
}

/// <summary>Numbers and booleans of which some are missing.</summary>
internal sealed class OptionalColumn<TRow, T>(DataField field, Func<TRow, T?> read) : ParquetColumn<TRow>(field)
    where T : struct
{
    private readonly List<T?> _values = [];

    public override void Add(TRow row) => _values.Add(read(row));

    public override async Task FlushAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
    {
        await group.WriteAsync<T>(Field, _values.ToArray().AsMemory(), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        _values.Clear();
    }
}

/// <summary>Texts, of which some may be missing.</summary>
internal sealed class TextColumn<TRow>(DataField field, Func<TRow, string?> read) : ParquetColumn<TRow>(field)
{
    private readonly List<string?> _values = [];

    public override void Add(TRow row) => _values.Add(read(row));

    public override async Task FlushAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
    {
        await group.WriteAsync(Field, _values).ConfigureAwait(false);
        _values.Clear();
    }
}
