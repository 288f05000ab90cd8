using System.Text.Json;

namespace Clade.Benchmarks.Quality;

/// <summary>Figures as JSON: an array with one object for each sampler, function and number of trials.</summary>
internal static class JsonRows
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static string Of(IEnumerable<ComparisonRow> rows) => JsonSerializer.Serialize(
        rows.Select(static row => new
        {
            sampler = row.Sampler,
            function = row.Function,
            trials = row.Trials,
            q25 = row.Figure.Low,
            median = row.Figure.Median,
            q75 = row.Figure.High,
        }), Readable) + "\n";
}
