using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Clade.Experiments;

/// <summary>The journal's text form: JSON in UTF-8, names in snake case. Golden files pin it.</summary>
/// <remarks>
/// Reading throws <see cref="JsonException"/> for anything that this version would not have written; the store adds
/// which file and record it was.
/// </remarks>
internal static class JournalJson
{
    private static readonly JournalJsonContext Context = new(
        new JsonSerializerOptions(JournalJsonContext.Default.Options)
        {
            // The text goes into a database and log files, never into HTML, and people read it: "×1.2".
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });

    /// <summary>The names of the kinds of event, by type.</summary>
    public static FrozenDictionary<Type, string> EventKinds { get; } = KindsOf(typeof(ExperimentEvent));

    /// <summary>The names of the kinds of command, by type.</summary>
    public static FrozenDictionary<Type, string> CommandKinds { get; } = KindsOf(typeof(Command));

    public static string KindOf(ExperimentEvent happened) => EventKinds[happened.GetType()];

    public static byte[] WriteEvent(ExperimentEvent happened) => Write(happened, Context.ExperimentEvent);

    public static ExperimentEvent ReadEvent(ReadOnlySpan<byte> utf8) => Read(utf8, Context.ExperimentEvent);

    public static byte[] WriteCommands(ImmutableArray<Command> commands) =>
        commands.IsDefaultOrEmpty ? "[]"u8.ToArray() : Write(commands, Context.ImmutableArrayCommand);

    public static ImmutableArray<Command> ReadCommands(ReadOnlySpan<byte> utf8)
    {
        var commands = Read(utf8, Context.ImmutableArrayCommand);
        foreach (var command in commands)
        {
            if (command is null) throw new JsonException("A command is null.");
        }

        return commands;
    }

    /// <summary>The whole state in canonical form: equal states give equal bytes, in every process.</summary>
    public static byte[] WriteState(ExperimentState state) => Write(state, Context.ExperimentState);

    public static ExperimentState ReadState(ReadOnlySpan<byte> utf8)
    {
        var state = Read(utf8, Context.ExperimentState);
        try
        {
            // A list that is null reads without complaint, and fails whoever looks at it.
            _ = WriteState(state);
            return state;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public static byte[] WriteConfiguration(Configuration config) => Write(config, Context.Configuration);

    public static Configuration ReadConfiguration(ReadOnlySpan<byte> utf8) => Read(utf8, Context.Configuration);

    public static byte[] WriteMetrics(Metrics metrics) => Write(metrics, Context.Metrics);

    public static Metrics ReadMetrics(ReadOnlySpan<byte> utf8) => Read(utf8, Context.Metrics);

    public static byte[] WriteExploit(ExploitRecord record) => Write(record, Context.ExploitRecord);

    public static ExploitRecord ReadExploit(ReadOnlySpan<byte> utf8) => Read(utf8, Context.ExploitRecord);

    private static byte[] Write<T>(T value, JsonTypeInfo<T> info) => JsonSerializer.SerializeToUtf8Bytes(value, info);

    // Values that a record's own constructor refuses (a metric named twice, a date out of range) are as damaged as
    // text that is no JSON: one exception for both.
    private static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> info)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, info) ?? throw new JsonException("The value is null.");
        }
        catch (Exception e) when (
            e is ArgumentException or FormatException or OverflowException or NotSupportedException
            or InvalidOperationException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static FrozenDictionary<Type, string> KindsOf(Type root) => root
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(static kind => kind.DerivedType, static kind => (string)kind.TypeDiscriminator!);
}
