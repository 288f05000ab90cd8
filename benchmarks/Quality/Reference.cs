using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>Figures of other systems to compare with.</summary>
/// <remarks>
/// The file is a table with commas: function, sampler, trials, seeds, regret_q25, regret_median, regret_q75.
/// </remarks>
internal sealed class Reference
{
    private const string FileName = "search_regret.csv";
    private const string Header = "function,sampler,trials,seeds,regret_q25,regret_median,regret_q75";

    private readonly ImmutableDictionary<(string Function, string Sampler, int Trials), ReferenceRow> _rows;

    private Reference(ImmutableArray<ReferenceRow> rows) =>
        _rows = rows.ToImmutableDictionary(static row => (row.Function, row.Sampler, row.Trials));

    public IEnumerable<ReferenceRow> Rows => _rows.Values;

    /// <summary>Reads a file; without one, <c>search_regret.csv</c> in the folder that CLADE_PEERS_DIR names.</summary>
    /// <returns>The figures; none when no file is named.</returns>
    /// <exception cref="FormatException">The file is no such table.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static Reference? Read(string? file)
    {
        var folder = Environment.GetEnvironmentVariable("CLADE_PEERS_DIR");
        var path = file ?? (string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, FileName));
        return path is null ? null : Parse(File.ReadAllLines(path), path);
    }

    public static Reference Parse(IReadOnlyList<string> lines, string path)
    {
        if (lines.Count == 0 || lines[0] != Header)
        {
            throw new FormatException($"'{path}' is no table of reference figures: its first line is not '{Header}'.");
        }

        return new Reference([.. lines.Skip(1).Where(static line => line.Length > 0).Select(Parse)]);

        ReferenceRow Parse(string line, int index)
        {
            var cells = line.Split(',');
            return cells.Length == 7
                && int.TryParse(cells[2], CultureInfo.InvariantCulture, out var trials)
                && int.TryParse(cells[3], CultureInfo.InvariantCulture, out var seeds)
                && double.TryParse(cells[4], CultureInfo.InvariantCulture, out var low)
                && double.TryParse(cells[5], CultureInfo.InvariantCulture, out var median)
                && double.TryParse(cells[6], CultureInfo.InvariantCulture, out var high)
                    ? new ReferenceRow(cells[0], cells[1], trials, seeds, new Quartiles(low, median, high))
                    : throw new FormatException(
                        $"'{path}', line {index + 2}: '{line}' is no row of seven cells under '{Header}'.");
        }
    }

    /// <summary>The figures of the likest peer that has any there; none if no peer has.</summary>
    public ReferenceRow? Find(string function, IEnumerable<string> peers, int trials) => peers
        .Select(peer => _rows.GetValueOrDefault((function, peer, trials)))
        .FirstOrDefault(static row => row is not null);
}

/// <summary>What a peer reached.</summary>
/// <param name="Function">The function.</param>
/// <param name="Sampler">The peer.</param>
/// <param name="Trials">After so many trials, one after another.</param>
/// <param name="Seeds">In so many searches.</param>
/// <param name="Regret">The regret.</param>
internal sealed record ReferenceRow(string Function, string Sampler, int Trials, int Seeds, Quartiles Regret);
