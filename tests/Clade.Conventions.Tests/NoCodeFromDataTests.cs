using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clade.Conventions.Tests;

/// <summary>Nothing that is read from a file or a socket names code or a type to create.</summary>
public sealed class NoCodeFromDataTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Own = [typeof(SearchSpace).Assembly, typeof(Tune).Assembly];

    // Where bytes from outside come in.
    private static readonly (string Type, string Method)[] Readers =
    [
        ("Clade.Workers.Channel.ChannelJson", "ReadWorkerMessage"),
        ("Clade.Workers.Channel.ChannelJson", "ReadDriverMessage"),
        ("Clade.Workers.Channel.AttemptProtocol", "Take"),
        ("Clade.Workers.Channel.WorkerConnection", "OnLine"),
        ("Clade.Workers.Channel.WorkerListener", "Greet"),
        ("Clade.Workers.Channel.TrainingWorker", "Read"),
        ("Clade.Programs.ChannelDialogue", "TryRead"),
        ("Clade.Programs.ExchangeFolder", "TryTake"),
        ("Clade.Programs.OutputMetrics", "Read"),
        ("Clade.Experiments.JournalJson", "ReadEvent"),
        ("Clade.Experiments.JournalJson", "ReadCommands"),
        ("Clade.Experiments.JournalJson", "ReadState"),
        ("Clade.Experiments.JournalJson", "ReadConfiguration"),
        ("Clade.Experiments.JournalJson", "ReadMetrics"),
        ("Clade.Experiments.JournalJson", "ReadExploit"),
        ("Clade.Storage.StoreReader", "ReadJournal"),
        ("Clade.Storage.StoreReader", "ReadSnapshot"),
        ("Clade.Storage.StoreReader", "ReadReports"),
        ("Clade.Storage.StateSnapshots", "ReadNewest"),
        ("Clade.Storage.LogIndex", "RequireWholeLog"),
        ("Clade.Storage.StoreSchema", "ReadInfo"),
        ("Clade.Storage.DriverLock", "Read"),
        ("Clade.Checkpoints.CheckpointStore", "Verify"),
        ("Clade.Checkpoints.CheckpointStore", "CollectGarbage"),
        ("Clade.TrainingSchedule", "Read"),
    ];

    [Fact]
    public void No_reader_can_reach_what_turns_a_name_into_code()
    {
        var reached = new CallGraph(Own).ReachableFrom(Readers.SelectMany(Find).Concat(Converters()));

        Assert.True(reached.Count > 500, $"Only {reached.Count} methods were looked at.");
        Assert.Empty(
            from pair in reached
            where TurnsNamesIntoCode(pair.Key)
            select $"{pair.Value.DeclaringType}.{pair.Value.Name} calls {pair.Key.DeclaringType}.{pair.Key.Name}");
    }

    [Fact]
    public void What_finds_the_training_function_is_seen_by_the_test_above()
    {
        var reached = new CallGraph(Own).ReachableFrom(Find(("Clade.Workers.WorkerContext", "RunEntry")));

        Assert.Contains(reached.Keys, static m => m.DeclaringType == typeof(Assembly) && m.Name == "Load");
        Assert.Contains(reached.Keys, static m => m.DeclaringType == typeof(Activator));
    }

    [Fact]
    public void Every_list_of_types_in_JSON_is_closed_and_of_sealed_types_of_the_house()
    {
        var lists = (
            from type in Own.SelectMany(static assembly => assembly.GetTypes())
            let derived = type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).ToArray()
            where derived.Length > 0
            select (type, derived)).ToArray();

        Assert.Equal(6, lists.Length);
        Assert.All(lists, static list =>
        {
            Assert.True(list.type.IsAbstract, $"{list.type} itself could be made.");
            Assert.All(list.derived, d => Assert.True(d.DerivedType.IsSealed && Own.Contains(d.DerivedType.Assembly)));
            Assert.Equal(JsonUnknownDerivedTypeHandling.FailSerialization,
                list.type.GetCustomAttribute<JsonPolymorphicAttribute>()?.UnknownDerivedTypeHandling ?? default);
        });
    }

    private static IEnumerable<MethodBase> Find((string Type, string Method) reader)
    {
        var type = Own.Select(assembly => assembly.GetType(reader.Type)).Single(static type => type is not null)!;
        var methods = type.GetMethods(All).Where(method => method.Name == reader.Method).ToArray();
        Assert.True(methods.Length > 0, $"{reader} is gone: name where it went.");
        return methods;
    }

    // The serialiser calls them without being seen to.
    private static IEnumerable<MethodBase> Converters() =>
        from type in Own.SelectMany(static assembly => assembly.GetTypes())
        where typeof(JsonConverter).IsAssignableFrom(type) || typeof(JsonSerializerContext).IsAssignableFrom(type)
        from method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All))
        select method;

    private static bool TurnsNamesIntoCode(MethodBase method) => (method.DeclaringType, method.Name) switch
    {
        ({ } type, "GetType") when type == typeof(Type) => method.IsStatic,
        ({ } type, "GetType" or "GetTypes" or "CreateInstance") when type == typeof(Assembly) => true,
        ({ } type, _) when type == typeof(Activator) => true,
        ({ } type, "Load" or "LoadFrom" or "LoadFile" or "UnsafeLoadFrom") when type == typeof(Assembly) => true,
        ({ } type, "Invoke") => typeof(MethodBase).IsAssignableFrom(type),
        ({ } type, "GetUninitializedObject") => type.Name == "RuntimeHelpers",
        ({ } type, _) when type == typeof(System.Runtime.Loader.AssemblyLoadContext) => true,
        ({ } type, "ResolveMethod" or "ResolveType" or "ResolveMember") => type == typeof(Module),
        // The overloads that find out by themselves what to create, instead of being told by generated code.
        ({ } type, "Deserialize" or "DeserializeAsync") when type == typeof(JsonSerializer) =>
            method.GetParameters().Any(static p => p.ParameterType == typeof(JsonSerializerOptions)),
        _ => false,
    };
}
