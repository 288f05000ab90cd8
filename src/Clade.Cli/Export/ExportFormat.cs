namespace Clade.Cli.Export;

/// <summary>A kind of files that experiments are exported as.</summary>
internal enum ExportFormat
{
    /// <summary>Comma-separated values (RFC 4180), a column for each hyperparameter and metric.</summary>
    Csv,

    /// <summary>JSON Lines: an object for each row, hyperparameters and metrics nested.</summary>
    Json,

    /// <summary>Apache Parquet, typed, a column for each hyperparameter and metric.</summary>
    Parquet,
}

/// <summary>The files of an export.</summary>
internal static class ExportFiles
{
    private static readonly string[] Tables = ["trials", "reports", "segments", "exploits"];

    public static IEnumerable<string> FilesIn(this ExportFormat format, string folder) =>
        Tables.Select(table => format.FileIn(folder, table));

    public static string FileIn(this ExportFormat format, string folder, string table) =>
        Path.Combine(folder, table + format switch
        {
            ExportFormat.Json => ".jsonl",
            ExportFormat.Parquet => ".parquet",
            _ => ".csv",
        });
}
