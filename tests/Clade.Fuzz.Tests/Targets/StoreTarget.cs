using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Clade.Checkpoints;
using Clade.Experiments;
using Clade.Fuzz.Fuzzing;
using Clade.Storage;

namespace Clade.Fuzz.Targets;

/// <summary>What is read from files. The first line of an input says which kind it is; the rest is its text.</summary>
internal sealed class StoreTarget : IFuzzTarget
{
    // Where a file is all that the reader takes; one for each process is enough.
    private static readonly string File = Path.Combine(Path.GetTempPath(), $"clade-fuzz-{Environment.ProcessId}.json");

    private static readonly SearchSpace Space = new()
    {
        ["lr"] = Search.LogUniform(1e-4, 1),
        ["hidden"] = Search.RandInt(1, 100),
        ["nested"] = new SearchSpace
        {
            ["kind"] = Search.Choice("sgd", "adam"),
            ["beta"] = Search.Uniform(0, 1).When("kind", "adam"),
        },
    };

    private static readonly Dictionary<string, Func<byte[], string>> Kinds = new(StringComparer.Ordinal)
    {
        ["event"] = static text => RoundTrip(
            JournalJson.ReadEvent(text), JournalJson.WriteEvent, static t => JournalJson.ReadEvent(t),
            JournalJson.EventKinds.Keys),
        ["commands"] = ReadCommands,
        ["state"] = static text => RoundTrip(
            JournalJson.ReadState(text), JournalJson.WriteState, static t => JournalJson.ReadState(t),
            [typeof(ExperimentState)]),
        ["config"] = ReadConfiguration,
        ["metrics"] = static text => RoundTrip(
            JournalJson.ReadMetrics(text), JournalJson.WriteMetrics, static t => JournalJson.ReadMetrics(t),
            [typeof(Metrics)]),
        ["exploit"] = static text => RoundTrip(
            JournalJson.ReadExploit(text), JournalJson.WriteExploit, static t => JournalJson.ReadExploit(t),
            [typeof(ExploitRecord)]),
        ["info"] = ReadInfo,
        ["driver"] = static text => RoundTrip(
            JsonSerializer.Deserialize(text, StoreJsonContext.Default.DriverInfo),
            static v => JsonSerializer.SerializeToUtf8Bytes(v!, StoreJsonContext.Default.DriverInfo),
            static t => JsonSerializer.Deserialize(t, StoreJsonContext.Default.DriverInfo), [typeof(DriverInfo)]),
        ["schedule"] = ReadSchedule,
        ["manifest"] = static text => ReadManifest(Sealed(text)),
        ["sealed"] = ReadManifest,
        ["time"] = ReadTime,
        ["checkpoint"] = ReadCheckpointName,
        ["name"] = ReadExperimentName,
    };

    public IReadOnlyList<byte[]> Seeds { get; } = [.. StoreSeeds.Make()];

    public IReadOnlyList<byte[]> Words { get; } = [.. StoreSeeds.Words()];

    public string Run(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var kind = Encoding.Latin1.GetString(input, 0, Math.Clamp(end, 0, 20));
        if (!Kinds.TryGetValue(kind, out var read)) return "no kind";

        try
        {
            return $"{kind} {read(input[(end + 1)..])}";
        }
        catch (Exception e) when (e is JsonException or CladeException || (e is FormatException && IsText(kind)))
        {
            return $"{kind} {Refusal.KindOf(e)}";
        }
    }

    // These are documented to throw FormatException; nothing else is.
    private static bool IsText(string kind) => kind is "time" or "checkpoint";

    private static string RoundTrip<T>(T value, Func<T, byte[]> write, Func<byte[], T> read, IEnumerable<Type> known)
    {
        if (value is null) return "null";

        Promise.BeOneOf(value.GetType(), known);
        Promise.RoundTrip(value, write, read);
        return value.GetType().Name;
    }

    private static string ReadCommands(byte[] text)
    {
        var commands = JournalJson.ReadCommands(text);
        foreach (var command in commands) Promise.BeOneOf(command.GetType(), JournalJson.CommandKinds.Keys);
        Promise.RoundTrip(commands, JournalJson.WriteCommands, static t => JournalJson.ReadCommands(t));
        return string.Concat(commands.Take(3).Select(static command => command.GetType().Name));
    }

    private static string ReadConfiguration(byte[] text)
    {
        var config = JournalJson.ReadConfiguration(text);
        Promise.RoundTrip(config, JournalJson.WriteConfiguration, static t => JournalJson.ReadConfiguration(t));
        var mistakes = Space.Mistakes(config).Count;
        try
        {
            var again = Configuration.From(config.To<SampleConfig>());
            var third = Configuration.From(again.To<SampleConfig>());
            Promise.Keep(third.Equals(again), $"{config} became {again}, and then {third}, by way of a record.");
            return "a record";
        }
        catch (SearchSpaceException e)
        {
            var why = Refusal.KindOf(e)[nameof(SearchSpaceException).Length..];
            return $"{Math.Min(mistakes, 5)} mistakes, no record: {why}";
        }
    }

    private static string ReadInfo(byte[] text)
    {
        var meta = JsonSerializer.Deserialize(text, StoreJsonContext.Default.ImmutableSortedDictionaryStringString);
        // The table has no nulls.
        if (meta is null || meta.Values.Any(static value => value is null)) return "null";

        var info = StoreSchema.ReadInfo("experiment.db", meta);
        Promise.Keep(!info.Space.IsDefault && info.Space.All(static line => line is not null), "A line is null.");
        Promise.Keep(info.Host is not null && info.Host.Values.All(static v => v is not null), "A value is null.");
        return info.Objective.ToString() is { Length: > 0 } ? "info" : "nothing";
    }

    private static string ReadSchedule(byte[] text)
    {
        System.IO.File.WriteAllBytes(File, text);
        try
        {
            return TrainingSchedule.Read(File).Steps.Length > 1 ? "several steps" : "one step";
        }
        finally
        {
            System.IO.File.Delete(File);
        }
    }

    private static string ReadManifest(byte[] text)
    {
        var manifest = CheckpointManifest.Read(text);
        Promise.RoundTrip(manifest, static m => m.Write(), CheckpointManifest.Read);
        Promise.Keep(manifest.Bytes >= 0, "A size is below 0.");
        foreach (var file in manifest.Files) PathPromise.StaysBelow(CheckpointFiles.PathOf("", file.Name));
        foreach (var folder in manifest.Folders) PathPromise.StaysBelow(CheckpointFiles.PathOf("", folder));
        PathPromise.StaysBelow(manifest.Id.ToString());
        return "manifest";
    }

    private static string ReadTime(byte[] text)
    {
        var time = Encoding.UTF8.GetString(text);
        Promise.Keep(StoreTime.Write(StoreTime.Read(time)) == time, $"'{time}' is read back as something else.");
        return "time";
    }

    private static string ReadCheckpointName(byte[] text)
    {
        var id = CheckpointId.Parse(Encoding.UTF8.GetString(text));
        Promise.Keep(CheckpointId.Parse(id.ToString()) == id, $"{id} is read back as something else.");
        PathPromise.StaysBelow(id.ToString());
        return "checkpoint";
    }

    private static string ReadExperimentName(byte[] text)
    {
        var name = Encoding.UTF8.GetString(text);
        ExperimentName.Require(name);
        PathPromise.StaysBelow(name);
        return "name";
    }

    // The hash guards against accidents; whoever writes files can write it too.
    private static byte[] Sealed(byte[] body) =>
    [
        .. "{\"xxh128\":\""u8, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(XxHash128.Hash(body))),
        .. "\",\"manifest\":"u8, .. body, (byte)'}',
    ];
}
