using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>Turns configurations into a user's record and back.</summary>
/// <typeparam name="TConfig">The record.</typeparam>
internal sealed class ConfigBinder<TConfig>
    where TConfig : notnull
{
    private static ConfigBinder<TConfig>? _instance;
    private readonly RecordShape _shape;

    private ConfigBinder()
    {
        var reader = new RecordReader();
        (_shape, var entries) = reader.Read(typeof(TConfig), scope: "", outer: []);
        Space = SearchSpace.Of(entries, reader.Subjects);
        var mistakes = reader.Mistakes.Concat(Space.DefinitionMistakes).ToImmutableArray();
        if (!mistakes.IsEmpty) throw new SearchSpaceException($"The search space {typeof(TConfig).Name}", mistakes);
    }

    /// <summary>The binder of this type.</summary>
    /// <exception cref="SearchSpaceException">The type's attributes have mistakes; every one is listed.</exception>
    public static ConfigBinder<TConfig> Instance
    {
        get
        {
            // Whichever thread comes first wins, so that a type has one space.
            if (Volatile.Read(ref _instance) is null) Interlocked.CompareExchange(ref _instance, new(), null);
            return _instance!;
        }
    }

    public SearchSpace Space { get; }

    /// <summary>The record that a configuration stands for.</summary>
    /// <exception cref="SearchSpaceException">A value is missing, superfluous or of the wrong kind.</exception>
    public TConfig Bind(Configuration config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var unread = config.Keys.ToHashSet(StringComparer.Ordinal);
        var mistakes = new List<string>();
        var record = Bind(_shape, "", config, unread, mistakes);
        mistakes.AddRange(config.Keys.Where(unread.Contains).Select(name => Space.Find(name) is null
            ? Space.Unknown(name)
            : $"'{name}' is given, though the record that holds it is turned off. Leave it out."));
        return mistakes.Count == 0
            ? (TConfig)record!
            : throw new SearchSpaceException($"The configuration for {typeof(TConfig).Name}", [.. mistakes]);
    }

    /// <summary>The configuration that a record stands for: what its training function really got.</summary>
    /// <exception cref="SearchSpaceException">A value can't be a hyperparameter: NaN, or no member of its
    /// enumeration.</exception>
    public Configuration Unbind(TConfig record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var items = new List<KeyValuePair<string, HyperparameterValue>>();
        Unbind(_shape, "", record, items);
        return new Configuration(items);
    }

    private object? Bind(
        RecordShape shape, string scope, Configuration config, HashSet<string> unread, List<string> mistakes)
    {
        var values = shape.Members.Select(member => member.Nested is { } nested
            ? BindNested(member, nested, scope, config, unread, mistakes)
            : BindValue(member, member.Codec!, scope, config, unread, mistakes)).ToList();
        return mistakes.Count == 0 ? shape.Build(values) : null;
    }

    private object? BindNested(
        RecordMember member, RecordShape nested, string scope, Configuration config, HashSet<string> unread,
        List<string> mistakes)
    {
        var name = scope + member.Name;
        return member.IsConditional && !Space.IsGroupOn(name, config)
            ? null
            : Bind(nested, name + ".", config, unread, mistakes);
    }

    private static object? BindValue(
        RecordMember member, ValueCodec codec, string scope, Configuration config, HashSet<string> unread,
        List<string> mistakes)
    {
        var name = scope + member.Name;
        unread.Remove(name);
        if (config.Find(name) is not { } value)
        {
            if (!member.IsNullable)
            {
                mistakes.Add($"{member.Subject}: the configuration has no '{name}', and {codec.Name} can't be null. " +
                    "Give it a value.");
            }

            return null;
        }

        if (codec.TryRead(value) is { } read) return read;
        mistakes.Add($"{member.Subject}: {value.ToLiteral()} can't be {AttributeTarget.WithArticle(codec.Name)}. " +
            "Give it such a value.");
        return null;
    }

    private static void Unbind(
        RecordShape shape, string scope, object record, List<KeyValuePair<string, HyperparameterValue>> items)
    {
        foreach (var member in shape.Members)
        {
            if (member.Property.GetValue(record) is not { } value) continue;

            var name = scope + member.Name;
            if (member.Nested is { } nested)
            {
                Unbind(nested, name + ".", value, items);
            }
            else
            {
                items.Add(new(name, member.Codec!.Write(value, member.Subject)));
            }
        }
    }
}
