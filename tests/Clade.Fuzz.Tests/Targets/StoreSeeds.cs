using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Clade.Checkpoints;
using Clade.Experiments;
using Clade.Storage;
using Clade.Tests.Storage;
using CsCheck;

namespace Clade.Fuzz.Targets;

/// <summary>A file of every kind, as Clade writes it.</summary>
internal static class StoreSeeds
{
    // Long enough for a member of each kind of event and command, and always the same.
    private const int OfEachGenerator = 40;

    private static readonly DateTimeOffset Time = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static IEnumerable<byte[]> Make() =>
    [
        .. Generated(JournalGenerators.Events).Select(static e => Of("event", JournalJson.WriteEvent(e))),
        .. Generated(JournalGenerators.Commands).Select(static c => Of("commands", JournalJson.WriteCommands([c]))),
        .. Generated(JournalGenerators.States).Take(3).Select(static s => Of("state", JournalJson.WriteState(s))),
        Of("config", """
            {"Lr":0.1,"Dropout":0.5,"Hidden":5,"Large":7,"On":true,"Kind":"a","Shade":"Green","Nested.Name":"adam",
            "Nested.Beta":0.5}
            """),
        Of("config", """{"lr":0.01,"hidden":64,"nested.kind":"adam","nested.beta":0.9}"""),
        Of("metrics", """{"loss":0.25,"a":"NaN","b":"Infinity","c":-1e-7}"""),
        Of("info", """
            {"name":"x","objective_metric":"loss","objective_direction":"minimize","space":"[\"lr: uniform\"]",
            "seed":"7","scheduler":"PBT","sampler":"Random","stop":"","created":"2025-01-02T03:04:05.0000000Z",
            "clade_version":"0.1.0","host":"{\"program\":\"x\"}"}
            """),
        Of("driver", """{"pid":7,"host":"here","since":"2025-01-02T03:04:05+00:00"}"""),
        Of("schedule", """[{"iteration":0,"config":{"lr":0.1}},{"iteration":10,"config":{"lr":0.08}}]"""),
        Of("manifest", Manifest()),
        Of("sealed", new CheckpointManifest(1, 2, 0, 5, Time, Configuration.Empty, [], []).Write()),
        Of("exploit", JournalJson.WriteExploit(new ExploitRecord(
            Time, new TrialId(1), 0.5, 4, 10, new TrialId(2), 0.9, 1, new CheckpointId(new TrialId(2), 0, 9), 9, 9, 4,
            Configuration.Of(("lr", 0.1)), []))),
        Of("time", StoreTime.Write(Time)),
        Of("checkpoint", "trial-3-attempt-0-iteration-12"),
        Of("name", "mnist-lr"),
    ];

    public static IEnumerable<byte[]> Words()
    {
        var kinds = JournalJson.EventKinds.Values.Concat(JournalJson.CommandKinds.Values);
        string[] others =
        [
            "event\n", "commands\n", "state\n", "config\n", "manifest\n", "info\n", "schedule\n", "exploit\n",
            "..", "/", "\"$type\":", "trial-1-attempt-0-iteration-1",
            "\"files\":[{\"name\":\"a\",\"bytes\":1,\"hash\":\"00\"}],",
            "\"folders\":[\"a\"],", "\"config\":{\"lr\":0.1},",
        ];
        return kinds.Select(static kind => $"\"$type\":\"{kind}\",").Concat(others).Select(Encoding.UTF8.GetBytes);
    }

    private static byte[] Manifest()
    {
        var hash = new string('0', 32);
        var whole = new CheckpointManifest(
            1, 2, 0, 5, Time, Configuration.Of(("lr", 0.1)),
            [new CheckpointFile("a/weights.bin", 12, hash), new CheckpointFile("b", 0, hash)], ["a"]).Write();
        using var document = JsonDocument.Parse(whole);
        return Encoding.UTF8.GetBytes(document.RootElement.GetProperty("manifest").GetRawText());
    }

    private static ImmutableArray<T> Generated<T>(Gen<T> generator)
    {
        var pcg = new PCG(1, 1);
        return [.. Enumerable.Range(0, OfEachGenerator).Select(_ => generator.Generate(pcg, null, out var _))];
    }

    private static byte[] Of(string kind, string text) => Of(kind, Encoding.UTF8.GetBytes(text));

    private static byte[] Of(string kind, byte[] text) => [.. Encoding.ASCII.GetBytes($"{kind}\n"), .. text];
}
