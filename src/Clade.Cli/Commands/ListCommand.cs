using System.CommandLine;
using System.Text.Json;
using Clade.Cli.Output;
using Spectre.Console;
using static Clade.Display.ProgressText;

namespace Clade.Cli.Commands;

/// <summary><c>clade list</c>: the experiments in a folder.</summary>
internal static class ListCommand
{
    /// <summary>An experiment, or why it can't be read.</summary>
    private sealed record Item(string Name, TuneResult? Result, string? Problem);

    public static Command Create(CliContext cli)
    {
        var folder = new Argument<string>("folder")
        {
            Description = "The folder in which experiments lie.",
            DefaultValueFactory = static _ => ExperimentFinder.Root,
        };
        var json = JsonOutput.Option();
        var command = new Command("list", "Lists the experiments in a folder, the newest first.") { folder, json };
        command.SetAction(parsed => Run(cli, parsed.GetRequiredValue(folder), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CliContext cli, string folder, bool asJson)
    {
        var root = cli.FullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new CladeException(
                $"There is no folder '{root}', so no experiments to list. Change to the folder in which they were " +
                "started, or name the folder that holds them: 'clade list path/to/experiments'.");
        }

        var items = ExperimentFinder.Names(root).Select(name => Read(root, name))
            .OrderByDescending(static item => item.Result?.Created ?? DateTimeOffset.MinValue)
            .ThenBy(static item => item.Name, StringComparer.Ordinal).ToList();
        if (asJson) JsonOutput.Write(cli, writer => WriteJson(writer, items));
        else WriteTable(cli, root, items);

        foreach (var item in items.Where(static item => item.Problem is not null))
        {
            ErrorReport.Write(cli, $"{item.Name}: {item.Problem}");
        }

        return items.Exists(static item => item.Problem is not null) ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static Item Read(string root, string name)
    {
        try
        {
            return new Item(name, TuneResult.Open(Path.Combine(root, name)), Problem: null);
        }
        catch (CladeException e)
        {
            return new Item(name, null, e.Message);
        }
    }

    private static void WriteTable(CliContext cli, string root, List<Item> items)
    {
        if (items.Count == 0)
        {
            cli.Out.WriteLine(cli.Out.Line().Add($"There is no experiment in '{root}' yet."));
            return;
        }

        new TextTable()
            .Add("experiment", items.Select(static item => item.Name))
            .AddStyled("status", items.Select(static item => item.Result is { } result
                ? (StatusText.Of(result.Status), StatusText.StyleOf(result.Status))
                : ("unreadable", new Style(Color.Red))))
            .AddNumbers("best", items.Select(static item =>
                item.Result?.BestOrDefault is { } best ? Number(best.Metric) : ""))
            .Add("objective", items.Select(static item => item.Result?.Objective.ToString() ?? ""))
            .AddOptional("trials", items.Select(static item => item.Result is { } result ? Trials(result) : ""))
            .AddOptional("created", items.Select(static item => item.Result is { } result
                ? Invariant($"{result.Created.UtcDateTime:yyyy-MM-dd HH:mm}") : ""))
            .WriteTo(cli.Out);
    }

    private static string Trials(TuneResult result)
    {
        var ended = result.Trials.Count(static trial =>
            trial.Status is TrialStatus.Completed or TrialStatus.Stopped or TrialStatus.Failed);
        return ended == result.Trials.Length
            ? Invariant($"{ended}")
            : Invariant($"{ended} of {result.Trials.Length} ended");
    }

    private static void WriteJson(Utf8JsonWriter json, List<Item> items)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("folder_name", item.Name);
            json.WriteString("problem", item.Problem);
            if (item.Result is { } result) ExperimentJson.WriteHead(json, result);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
