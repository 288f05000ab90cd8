using System.CommandLine;
using Clade.Cli.Export;
using Clade.Cli.Output;
using Clade.Storage;

namespace Clade.Cli.Commands;

/// <summary><c>clade export</c>: an experiment's tables as files.</summary>
internal static class ExportCommand
{
    public static Command Create(CliContext cli)
    {
        var experiment = ExperimentFinder.Argument(cli);
        var format = new Option<ExportFormat>("--format")
        {
            Description = "csv, json (one object a line) or parquet.",
            HelpName = "csv|json|parquet",
            DefaultValueFactory = static _ => ExportFormat.Csv,
        };
        format.CompletionSources.Clear();
        format.CompletionSources.Add("csv", "json", "parquet");
        var to = new Option<string>("--out")
        {
            Description = "The folder to write into; created when missing, files of the same names are replaced.",
            HelpName = "folder",
            Required = true,
        };
        var command = new Command(
            "export", "Writes an experiment's trials, reports, segments and exploits as tables for other tools.")
        {
            experiment, format, to,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            cli, parsed.GetRequiredValue(experiment), parsed.GetValue(format), parsed.GetRequiredValue(to),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext cli, string experiment, ExportFormat format, string to, CancellationToken cancellationToken)
    {
        var result = ExperimentFinder.Open(cli, experiment);
        var folder = cli.FullPath(to);
        try
        {
            Directory.CreateDirectory(folder);
            switch (format)
            {
                case ExportFormat.Json:
                    JsonLinesExport.Write(result, folder);
                    break;
                case ExportFormat.Parquet:
                    await ParquetExport.WriteAsync(result, folder, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    result.ExportCsv(folder);
                    break;
            }
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(folder, "write", e);
        }

        foreach (var path in format.FilesIn(folder)) cli.Out.WriteLine(cli.Out.Line().Add(path));
        return ExitCodes.Success;
    }
}
