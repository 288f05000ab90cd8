// Compares samplers on functions whose optimum is known; see README.md beside this file.

using System.Globalization;
using Clade.Benchmarks.Quality;

// Figures look the same everywhere.
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
try
{
    var arguments = QualityArguments.Parse(args);
    if (arguments.MeasuresTime)
    {
        ProposalTime.Measure(arguments, Console.Out);
        return 0;
    }

    var reference = Reference.Read(arguments.ReferenceFile);
    if (arguments.ChecksRandom)
    {
        return RandomCheck.Run(
            reference ?? throw new FormatException(
                "--check-random needs reference figures: name their file by --reference FILE, or their folder by " +
                "CLADE_PEERS_DIR."),
            searches: 2_000, Console.Out) ? 0 : 1;
    }

    var rows = Comparison.Run(arguments, reference, Console.Out);
    if (arguments.JsonFile is { } file) File.WriteAllText(file, JsonRows.Of(rows));
    return 0;
}
catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
