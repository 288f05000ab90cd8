using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clade.Cli.Output;
using Clade.Cli.TuneFiles;
using Clade.Driver;
using static Clade.Display.ProgressText;

namespace Clade.Cli.Commands;

/// <summary><c>clade preflight</c>: what one trial of a <c>tune.yaml</c> takes, and how many fit.</summary>
internal static class PreflightCommand
{
    public static Command Create(CliContext cli)
    {
        var file = new Argument<string>("file")
        {
            Description = "What to measure.",
            DefaultValueFactory = static _ => TuneFile.Name,
        };
        var iterations = new Option<int>("--iterations")
        {
            Description = "How many iterations the trial trains.",
            DefaultValueFactory = static _ => new PreflightOptions().Iterations,
        };
        iterations.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--iterations: a trial trains at least 1.");
        });
        var minutes = new Option<double>("--minutes")
        {
            Description = "How long it may take.",
            DefaultValueFactory = static _ => new PreflightOptions().TimeLimit.TotalMinutes,
        };
        minutes.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is > 0 and < 1e6) return;
            result.AddError("--minutes: a time limit is above 0 and below a million minutes.");
        });
        var shared = new RunOptions();
        var command = new Command(
            "preflight", "Runs one trial of a tune.yaml alone, and says what it takes and how many fit.")
        {
            file, iterations, minutes, shared.Set, shared.Json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(file)!;
            if (Directory.Exists(cli.FullPath(named))) named = Path.Combine(named, TuneFile.Name);
            var read = TuneFile.Load(cli, cli.FullPath(named), named, [.. shared.OverridesOf(parsed)]);
            var how = new PreflightOptions
            {
                Iterations = parsed.GetValue(iterations),
                TimeLimit = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
            };
            return RunAsync(cli, read, how, parsed.GetValue(shared.Json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext cli, TuneFile file, PreflightOptions how, bool asJson, CancellationToken cancellationToken)
    {
        var options = file.Options with { Hooks = new DriverHooks { RunsInPlace = true } };
        var result = await Preflight.MeasureAsync(file.Program, options, how, cancellationToken)
            .ConfigureAwait(false);
        if (asJson) JsonOutput.Write(cli, json => WriteJson(json, result));
        else WriteText(cli, result);
        return ExitCodes.Success;
    }

    private static void WriteText(CliContext cli, PreflightResult result)
    {
        var console = cli.Out;
        console.WriteFields(
            ("configuration", Config(result.Configuration)),
            ("measured", Invariant(
                $"{result.Iterations} iterations, {result.TimePerIteration.TotalSeconds:0.##} s each")),
            ("memory of the program", Bytes(result.ProgramPeakMemoryBytes ?? 0)),
            ("memory of a trial", $"{Bytes(result.PeakMemoryBytes)}, with the worker that starts the program"),
            ("GPU memory", result.PeakGpuMemoryBytes is { } gpu ? Bytes(gpu) : "none used"));
        console.WriteHeading(Invariant($"{result.Fit} fit at once"));
        foreach (var line in result.Arithmetic) console.WriteIndented(line);
        console.WriteHeading("Suggested");
        console.WriteIndented("resources:");
        foreach (var (key, value) in Suggested(result)) console.WriteIndented($"  {key}: {value}");
        foreach (var warning in result.Warnings)
        {
            cli.Error.WriteRemark($"warning: {warning}");
        }
    }

    // As a tune.yaml has it.
    private static IEnumerable<(string Key, string Value)> Suggested(PreflightResult result)
    {
        var asked = result.Suggested;
        yield return ("cpu", asked.Cpu.ToString(CultureInfo.InvariantCulture));
        if (asked.Gpu > 0) yield return ("gpu", asked.Gpu.ToString("0.####", CultureInfo.InvariantCulture));
        yield return ("memory_bytes", Invariant($"{asked.MemoryBytes >> 20}MiB"));
    }

    private static void WriteJson(Utf8JsonWriter json, PreflightResult result)
    {
        json.WriteStartObject();
        json.WriteConfig("configuration", result.Configuration);
        json.WriteNumber("iterations", result.Iterations);
        json.WriteNumber("seconds_per_iteration", result.TimePerIteration.TotalSeconds);
        json.WriteNumber("peak_memory_bytes", result.PeakMemoryBytes);
        json.WriteNumberOrNull("program_peak_memory_bytes", result.ProgramPeakMemoryBytes);
        json.WriteNumberOrNull("peak_gpu_memory_bytes", result.PeakGpuMemoryBytes);
        json.WriteStartObject("fit");
        json.WriteNumber("all", result.Fit);
        json.WriteNumber("memory", result.FitByMemory);
        json.WriteNumber("cpu", result.FitByCpu);
        json.WriteNumberOrNull("gpu", result.FitByGpu);
        json.WriteEndObject();
        json.WriteStartObject("suggested");
        json.WriteNumber("cpu", result.Suggested.Cpu);
        json.WriteNumber("gpu", result.Suggested.Gpu);
        json.WriteNumber("memory_bytes", result.Suggested.MemoryBytes);
        json.WriteEndObject();
        WriteTexts(json, "arithmetic", result.Arithmetic);
        WriteTexts(json, "warnings", result.Warnings);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
