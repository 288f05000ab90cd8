using System.Collections.Immutable;
using System.Text.Json;

namespace Clade.Storage;

/// <summary>The columns that a trial's <c>progress.csv</c> has behind the fixed ones.</summary>
/// <param name="Metrics">The metrics, in order.</param>
/// <param name="Hyperparameters">The hyperparameters behind them, in order.</param>
internal sealed record TrialFileColumns(ImmutableArray<string> Metrics, ImmutableArray<string> Hyperparameters);

/// <summary>How far the two files of a trial had been written: an opening goes on from there.</summary>
/// <remarks>
/// It is written with the batch that follows the files, so it may be behind them, never ahead but for a power cut. What
/// a file has beyond it is cut off and written anew.
/// </remarks>
/// <param name="Trial">The trial.</param>
/// <param name="CsvBytes">The length of <c>progress.csv</c>.</param>
/// <param name="JsonBytes">The length of <c>result.jsonl</c>.</param>
/// <param name="LastOrder">The <see cref="Report.Order"/> of the last row.</param>
/// <param name="Columns">The columns of <c>progress.csv</c>.</param>
internal sealed record TrialFilePosition(
    TrialId Trial, long CsvBytes, long JsonBytes, long LastOrder, TrialFileColumns Columns)
{
    public const string Table = """
        CREATE TABLE IF NOT EXISTS trial_files (
            trial INTEGER PRIMARY KEY, csv_bytes INTEGER NOT NULL, json_bytes INTEGER NOT NULL,
            last_order INTEGER NOT NULL, columns TEXT NOT NULL) STRICT;
        """;

    public byte[] WriteColumns() =>
        JsonSerializer.SerializeToUtf8Bytes(Columns, StoreJsonContext.Default.TrialFileColumns);

    /// <exception cref="JsonException">The text is no list of columns.</exception>
    public static TrialFileColumns ReadColumns(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, StoreJsonContext.Default.TrialFileColumns)
            ?? throw new JsonException("The columns of a file are null.");
}

/// <summary>How far the files of all trials had been written.</summary>
/// <param name="Until">Up to which entry of the journal they have every report.</param>
/// <param name="Files">Those files that were written to.</param>
internal sealed record TrialFilesPosition(long Until, ImmutableArray<TrialFilePosition> Files);
