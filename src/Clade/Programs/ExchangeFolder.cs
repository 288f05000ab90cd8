using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Clade.Trials;

namespace Clade.Programs;

/// <summary>The files by which a program and Clade talk: whoever reads one deletes it.</summary>
/// <param name="path">The folder; it exists.</param>
/// <param name="order">What the attempt is about.</param>
internal sealed class ExchangeFolder(string path, AttemptOrder order)
{
    private const string CanSave = "can_save";

    public string Path { get; } = path;

    /// <summary>Writes what the attempt is about, for programs that read JSON.</summary>
    public void WriteAttempt(StartOrder start) => File.WriteAllBytes(
        In("attempt.json"), JsonSerializer.SerializeToUtf8Bytes(start, ProgramJson.Readable.StartOrder));

    /// <summary>One line whose first word is the decision: a shell reads it by <c>read word rest</c>.</summary>
    public void WriteAnswer(AnswerOrder answer)
    {
        var rest = answer.Decision switch
        {
            ReplyKind.Save => " " + answer.Folder,
            ReplyKind.Continue => " " + answer.LearningRateFactor.ToString("R", CultureInfo.InvariantCulture),
            _ => "",
        };
        var partial = In("answer.partial");
        File.WriteAllText(partial, $"{answer.Decision.ToString().ToLowerInvariant()}{rest}\n");
        File.Move(partial, In("answer"), overwrite: true);
    }

    /// <summary>Takes what the program has written, if it has.</summary>
    /// <param name="sequence">The number of the report that is due, or was made last.</param>
    /// <exception cref="ProgramException">It can't be understood.</exception>
    public ProgramSaid? TryTake(Func<long> sequence)
    {
        if (TryRead("started") is { } started) return new StartedSaid(order.Trial, order.Attempt, ReadConfig(started));
        if (TryRead("report") is { } report) return ReadReport(report, sequence() + 1);
        return TryRead("saved") is null ? null : new SavedSaid(order.Trial, order.Attempt, sequence());
    }

    private ReportSaid ReadReport(string text, long sequence)
    {
        var found = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        var reader = new OutputMetrics([], []);
        foreach (var line in IsJson(text) ? [text.ReplaceLineEndings(" ")] : text.Split('\n'))
        {
            foreach (var (name, value) in reader.All(line)) found[name] = value;
        }

        var canSave = !found.Remove(CanSave, out var flag) || flag != 0;
        return found.Count > 0
            ? new ReportSaid(order.Trial, order.Attempt, sequence, new Metrics(found), canSave)
            : throw new ProgramException(
                $"the program's report has no metric: '{Shortened(text)}'. Write a JSON object of numbers, or " +
                "name=value, under another name, and rename it to 'report' when it is complete.");
    }

    private Configuration ReadConfig(string text)
    {
        if (!IsJson(text)) return new Configuration(ReadAssignments(text));

        try
        {
            return JsonSerializer.Deserialize(text, ProgramJson.Default.Configuration)!;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new ProgramException(
                $"the program's confirmation can't be read: '{Shortened(text)}'. {e.Message} Write a JSON object " +
                "with the configuration in force, or one name=value a line, under another name, and rename it to " +
                "'started' when it is complete.");
        }
    }

    private ImmutableArray<KeyValuePair<string, HyperparameterValue>> ReadAssignments(string text) =>
    [
        .. from line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           let parts = line.Split('=', 2)
           let name = parts[0]
           group parts is [_, var value] ? value : "" by name into last
           select KeyValuePair.Create(
               last.Key, ConfigurationInForce.Parse(last.Last(), order.Config.Find(last.Key)?.Kind)),
    ];

    private string? TryRead(string name)
    {
        var path = In(name);
        if (!File.Exists(path)) return null;

        if (new FileInfo(path).Length is var length and > LineCollector.LineBytesMax)
        {
            throw new ProgramException(FormattableString.Invariant(
                $"the program's file '{name}' is {length} bytes long, and at most {LineCollector.LineBytesMax} are ") +
                "read. Report fewer metrics, and write large data into files of your own.");
        }

        var text = File.ReadAllText(path);
        File.Delete(path);
        return text;
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static bool IsJson(string text) => text.TrimStart().StartsWith('{');

    private static string Shortened(string text) => text.Length <= 200 ? text.Trim() : text[..200] + "…";
}
