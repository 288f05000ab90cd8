using System.Buffers;
using System.Text;
using System.Text.Json;
using Clade.Experiments;

namespace Clade.Storage;

/// <summary>
/// The rows of one trial's <c>progress.csv</c> and <c>result.jsonl</c> that are not in the files yet.
/// </summary>
internal sealed class TrialFile
{
    /// <summary>Columns of metrics and hyperparameters; further ones are only in <c>result.jsonl</c>.</summary>
    public const int ColumnsMax = 1_000;

    private static readonly string[] FixedColumns =
        ["iteration", "trial_time", "time", "attempt", "sequence", "segment"];

    private readonly List<string> _metrics = [];
    private readonly List<string> _hyperparameters = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly CsvWriter _csv = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private Configuration? _config;
    private byte[] _configJson = [];
    private string?[] _configCells = [];
    private bool _hasRows;
    private long _lastOrder;
    private long _takenOrder;
    private long _csvBytes;
    private long _jsonBytes;

    public TrialFile()
    {
    }

    /// <summary>Goes on with files that are as long as they were at a position.</summary>
    public TrialFile(TrialFilePosition position)
    {
        foreach (var name in position.Columns.Metrics) AddColumn(_metrics, name, name);
        foreach (var name in position.Columns.Hyperparameters) AddColumn(_hyperparameters, name, $"config.{name}");
        _hasRows = true;
        (_csvBytes, _jsonBytes) = (position.CsvBytes, position.JsonBytes);
        _lastOrder = _takenOrder = position.LastOrder;
    }

    /// <summary>
    /// Whether a name turned up that the header, written already, doesn't have: the file must be written anew.
    /// </summary>
    public bool NeedsRebuild { get; private set; }

    /// <summary>Where the files end once all that was taken out is appended to them.</summary>
    public TrialFilePosition PositionOf(TrialId trial) => new(
        trial, _csvBytes, _jsonBytes, _takenOrder, new TrialFileColumns([.. _metrics], [.. _hyperparameters]));

    public long PendingBytes => _csv.Length + _json.WrittenCount;

    /// <summary>Takes the names of a report into the header, before any row is written.</summary>
    public void AddColumns(Report report, Configuration config)
    {
        foreach (var name in report.Metrics.Keys) AddColumn(_metrics, name, name);
        foreach (var name in config.Keys) AddColumn(_hyperparameters, name, $"config.{name}");
    }

    /// <summary>Adds a row, unless it is there: a rebuild may have read it from the store already.</summary>
    public void Add(Report report, Configuration config)
    {
        if (report.Order <= _lastOrder) return;
        _lastOrder = report.Order;
        var columns = _known.Count;
        AddColumns(report, config);
        NeedsRebuild |= _hasRows && _known.Count != columns;
        if (!_hasRows) WriteHeader();
        _hasRows = true;
        if (!ReferenceEquals(config, _config)) Remember(config);
        WriteCsv(report);
        WriteJson(report);
    }

    /// <summary>Takes out what is to be appended to the two files.</summary>
    public (byte[] Csv, byte[] Json) Take()
    {
        var json = _json.WrittenSpan.ToArray();
        _json.ResetWrittenCount();
        var csv = Encoding.UTF8.GetBytes(_csv.Take());
        (_csvBytes, _jsonBytes) = (_csvBytes + csv.Length, _jsonBytes + json.Length);
        _takenOrder = _lastOrder;
        return (csv, json);
    }

    private void AddColumn(List<string> columns, string name, string unique)
    {
        if (_known.Count < ColumnsMax && _known.Add(unique)) columns.Add(name);
    }

    private void WriteHeader() => _csv.AddAll(FixedColumns).AddAll(_metrics)
        .AddAll(_hyperparameters.Select(static name => $"config.{name}")).EndLine();

    private void WriteCsv(Report report)
    {
        _csv.Add(report.Iteration).Add(report.TrialTime).Add(report.Time).Add(report.Attempt).Add(report.Sequence)
            .Add(report.Segment);
        foreach (var name in _metrics)
        {
            _csv.Add(report.Metrics.TryGetValue(name, out var value) ? value : (double?)null);
        }

        foreach (var cell in _configCells) _csv.Add(cell);
        _csv.EndLine();
    }

    // The same for all reports of an attempt.
    private void Remember(Configuration config)
    {
        _config = config;
        _configJson = JournalJson.WriteConfiguration(config);
        _configCells =
        [
            .. _hyperparameters.Select(name => config.TryGetValue(name, out var value) ? value.ToString() : null),
        ];
    }

    private void WriteJson(Report report)
    {
        using (var writer = new Utf8JsonWriter(_json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("iteration", report.Iteration);
            if (report.TrialTime is { } time && double.IsFinite(time)) writer.WriteNumber("trial_time", time);
            writer.WriteString("time", StoreTime.Write(report.Time));
            writer.WriteNumber("attempt", report.Attempt);
            writer.WriteNumber("sequence", report.Sequence);
            writer.WriteNumber("segment", report.Segment);
            writer.WritePropertyName("metrics");
            writer.WriteRawValue(JournalJson.WriteMetrics(report.Metrics));
            writer.WritePropertyName("config");
            writer.WriteRawValue(_configJson);
            writer.WriteEndObject();
        }

        _json.Write("\n"u8);
    }
}
