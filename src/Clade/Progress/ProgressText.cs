using System.Globalization;

namespace Clade.Display;

/// <summary>Numbers, times and configurations as people read them; the same in every culture.</summary>
internal static class ProgressText
{
    private const int MetricDigits = 5;

    // One less than of a metric: a configuration has many values for one line.
    private const int ValueDigits = 4;

    /// <summary>A metric: five significant digits, without zeros at the end: <c>0.91234</c>, <c>3.4E-7</c>.</summary>
    public static string Number(double value) => Number(value, MetricDigits);

    /// <summary>A hyperparameter: a float has four significant digits: <c>0.03125</c>, <c>128</c>.</summary>
    public static string Value(HyperparameterValue value) =>
        value.Kind == HyperparameterKind.Float ? Number(value.ToDouble(), ValueDigits) : value.ToString();

    /// <summary>Hours, minutes, seconds: <c>0:12:30</c>; from a day on <c>2d 03:04:05</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalDays >= 1
        ? time.ToString("%d'd 'hh':'mm':'ss", CultureInfo.InvariantCulture)
        : time.ToString("h':'mm':'ss", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{Number(Math.Round(bytes / (double)(1L << 30), 2))} GiB",
        >= 1L << 20 => $"{Number(Math.Round(bytes / (double)(1L << 20), 1))} MiB",
        >= 1L << 10 => $"{Number(Math.Round(bytes / (double)(1L << 10)))} KiB",
        _ => Count(bytes, "byte"),
    };

    /// <summary>One line: <c>lr=0.0312 hidden=128</c>.</summary>
    public static string Config(Configuration config) =>
        string.Join(' ', config.Select(static item => $"{item.Key}={Value(item.Value)}"));

    /// <summary>A number with its noun: <c>1 trial</c>, <c>3 trials</c>.</summary>
    public static string Count(long count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    public static string Status(TrialStatus status) => status switch
    {
        TrialStatus.Waiting => "waiting",
        TrialStatus.Running => "running",
        TrialStatus.Completed => "completed",
        TrialStatus.Stopped => "stopped",
        _ => "failed",
    };

    /// <summary>The changed hyperparameters: <c>lr 0.03→0.036 (×1.2), layers off→2 (resample)</c>.</summary>
    public static string Changes(ExploitRecord record, ProgressSymbols symbols)
    {
        var changes = record.Changes
            .Where(static change => change.Old != change.New)
            .Select(change => $"{change.Name} {OrOff(change.Old)}{symbols.To}{OrOff(change.New)} ({Operation(change)})")
            .ToList();
        return changes.Count == 0 ? "configuration unchanged" : string.Join(", ", changes);

        string Operation(HyperparameterChange change) =>
            change.Operation.Replace("×", symbols.Times, StringComparison.Ordinal);
    }

    /// <summary>The metric behind a score, as the training function reports it.</summary>
    public static double Metric(Objective objective, Score score) => objective.Maximizes ? score.Value : -score.Value;

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value, int digits)
    {
        if (!double.IsFinite(value) || value == 0) return value.ToString("0", CultureInfo.InvariantCulture);

        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (exponent is < -4 or > 8)
        {
            return value.ToString($"0.{new string('#', digits - 1)}E+0", CultureInfo.InvariantCulture);
        }

        var decimals = Math.Max(0, digits - 1 - exponent);
        return value.ToString($"0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }

    private static string OrOff(HyperparameterValue? value) => value is { } given ? Value(given) : "off";
}
