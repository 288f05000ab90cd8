using Parquet;
using Parquet.Schema;

namespace Clade.Cli.Export;

/// <summary>A table that is written as one Parquet file, some rows at a time.</summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
internal sealed class ParquetTable<TRow>
{
    /// <summary>Rows that are held in memory and written together.</summary>
    public const int GroupRows = 50_000;

    private readonly List<ParquetColumn<TRow>> _columns = [];

    public ParquetTable<TRow> Add<T>(string name, Func<TRow, T> read)
        where T : struct => Add(new ValueColumn<TRow, T>(new DataField(name, typeof(T), isNullable: false), read));

    public ParquetTable<TRow> AddOptional<T>(string name, Func<TRow, T?> read)
        where T : struct => Add(new OptionalColumn<TRow, T>(new DataField(name, typeof(T), isNullable: true), read));

    public ParquetTable<TRow> AddText(string name, Func<TRow, string?> read) =>
        Add(new TextColumn<TRow>(new DataField(name, typeof(string), isNullable: true), read));

    public ParquetTable<TRow> AddTime(string name, Func<TRow, DateTimeOffset> read) =>
        Add(new ValueColumn<TRow, DateTime>(
            new DateTimeDataField(name, DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true, isNullable: false),
            row => read(row).UtcDateTime));

    /// <summary>A column for each hyperparameter: of its kind where all values have one, otherwise as text.</summary>
    public ParquetTable<TRow> AddConfig(
        IReadOnlyDictionary<string, HyperparameterKind> kinds, Func<TRow, Configuration> read)
    {
        foreach (var (name, kind) in kinds)
        {
            var column = $"config.{name}";
            _ = kind switch
            {
                HyperparameterKind.Float => AddOptional(column, row => ValueOf(row)?.ToDouble()),
                HyperparameterKind.Integer => AddOptional(column, row => ValueOf(row)?.ToInt64()),
                HyperparameterKind.Boolean => AddOptional(column, row => ValueOf(row)?.ToBoolean()),
                _ => AddText(column, row => ValueOf(row)?.ToString()),
            };

            HyperparameterValue? ValueOf(TRow row) =>
                read(row).TryGetValue(name, out var value) ? value : default(HyperparameterValue?);
        }

        return this;
    }

    /// <exception cref="IOException">The file can't be written.</exception>
    public async Task WriteAsync(string path, IEnumerable<TRow> rows, CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema(_columns.Select(static column => column.Field));
        var file = File.Create(path);
        await using var _ = file.ConfigureAwait(false);
        var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        await using var __ = writer.ConfigureAwait(false);
        var isEmpty = true;
        foreach (var chunk in rows.Chunk(GroupRows))
        {
            isEmpty = false;
            await WriteGroupAsync(writer, chunk, cancellationToken).ConfigureAwait(false);
        }

        // Some readers refuse a file without any group.
        if (isEmpty) await WriteGroupAsync(writer, [], cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteGroupAsync(ParquetWriter writer, TRow[] rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            foreach (var column in _columns) column.Add(row);
        }

        using var group = writer.CreateRowGroup();
        foreach (var column in _columns) await column.FlushAsync(group, cancellationToken).ConfigureAwait(false);
    }

    private ParquetTable<TRow> Add(ParquetColumn<TRow> column)
    {
        _columns.Add(column);
        return this;
    }
}
