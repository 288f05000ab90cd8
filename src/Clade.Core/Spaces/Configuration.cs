using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clade.Spaces;

namespace Clade;

/// <summary>A set of hyperparameters with their values, in the order of the search space. Immutable.</summary>
/// <remarks>
/// Nested spaces are flattened: their names are joined with a dot (<c>optimizer.lr</c>). A conditional hyperparameter
/// that is turned off is absent.
/// </remarks>
[JsonConverter(typeof(ConfigurationJsonConverter))]
public sealed class Configuration : IReadOnlyDictionary<string, HyperparameterValue>, IEquatable<Configuration>
{
    private readonly ImmutableArray<KeyValuePair<string, HyperparameterValue>> _items;

    // Which values were asked for, by index; none for an instance that nobody watches.
    private readonly bool[]? _read;

    /// <summary>Creates a configuration from names and values.</summary>
    /// <param name="items">Names with values; the order is kept.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public Configuration(IEnumerable<KeyValuePair<string, HyperparameterValue>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = [.. items];
        if (DistinctNames.FirstRepeated(_items) is { } name)
        {
            throw new ArgumentException($"Hyperparameter '{name}' occurs twice.", nameof(items));
        }
    }

    private Configuration(
        ImmutableArray<KeyValuePair<string, HyperparameterValue>> items, bool[]? read = null) =>
        (_items, _read) = (items, read);

    /// <summary>A configuration in few words: <c>Configuration.Of(("lr", 0.1), ("hidden", 64))</c>.</summary>
    /// <param name="items">Names with values; the order is kept.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static Configuration Of(params IEnumerable<(string Name, HyperparameterValue Value)> items) =>
        new(items.Select(static item => KeyValuePair.Create(item.Name, item.Value)));

    /// <summary>The configuration that a record stands for: its hyperparameters under their own names.</summary>
    /// <typeparam name="TConfig">A record as <see cref="SearchSpace.For{TConfig}"/> takes it.</typeparam>
    /// <param name="config">The record.</param>
    /// <exception cref="SearchSpaceException">
    /// The type is no search space, or a value can't be a hyperparameter (NaN, say).
    /// </exception>
    public static Configuration From<TConfig>(TConfig config)
        where TConfig : notnull => ConfigBinder<TConfig>.Instance.Unbind(config);

    /// <summary>This configuration as a record.</summary>
    /// <typeparam name="TConfig">A record as <see cref="SearchSpace.For{TConfig}"/> takes it.</typeparam>
    /// <exception cref="SearchSpaceException">
    /// The type is no search space, or a value is missing, superfluous or of the wrong kind.
    /// </exception>
    public TConfig To<TConfig>()
        where TConfig : notnull => ConfigBinder<TConfig>.Instance.Bind(this);

    /// <summary>The configuration without hyperparameters.</summary>
    public static Configuration Empty { get; } = new(ImmutableArray<KeyValuePair<string, HyperparameterValue>>.Empty);

    /// <summary>How many hyperparameters there are.</summary>
    public int Count => _items.Length;

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Keys => ReadAll().Select(static item => item.Key);

    /// <summary>The values, in order.</summary>
    public IEnumerable<HyperparameterValue> Values => ReadAll().Select(static item => item.Value);

    /// <summary>The value of a hyperparameter.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there
    /// are.</exception>
    public HyperparameterValue this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException(
            $"There is no hyperparameter '{key}' in this configuration. It has: {string.Join(", ", Keys)}.");

    /// <inheritdoc />
    public bool ContainsKey(string key) => Read(key) >= 0;

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out HyperparameterValue value)
    {
        var index = Read(key);
        value = index >= 0 ? _items[index].Value : default;
        return index >= 0;
    }

    /// <summary>This configuration with one value replaced, or added at the end.</summary>
    public Configuration With(string key, HyperparameterValue value)
    {
        var index = IndexOf(key);
        var item = KeyValuePair.Create(key, value);
        return new Configuration(index >= 0 ? ReadAll().SetItem(index, item) : ReadAll().Add(item));
    }

    /// <summary>This configuration without one hyperparameter.</summary>
    public Configuration Without(string key)
    {
        var index = IndexOf(key);
        return index >= 0 ? new Configuration(ReadAll().RemoveAt(index)) : this;
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, HyperparameterValue>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, HyperparameterValue>>)ReadAll()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have the same hyperparameters with the same values, in whatever order.</summary>
    public bool Equals(Configuration? other) =>
        other is not null && Count == other.Count
        && _items.All(item => other.IndexOf(item.Key) is >= 0 and var i && other._items[i].Value == item.Value);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Configuration);

    /// <inheritdoc />
    public override int GetHashCode() => _items.Aggregate(
        Count, static (hash, item) => unchecked(hash + item.Value.GetHashCode()));

    /// <summary>One line for people: <c>lr=0.01 hidden=128</c>.</summary>
    public override string ToString() =>
        string.Join(' ', _items.Select(static item => $"{item.Key}={item.Value}"));

    /// <summary>The value of a hyperparameter, or none when it is absent.</summary>
    internal HyperparameterValue? Find(string key) =>
        TryGetValue(key, out var value) ? value : default(HyperparameterValue?);

    /// <summary>The same configuration, as an instance of its own that remembers what is read of it.</summary>
    internal Configuration Watched() => new(_items, new bool[_items.Length]);

    /// <summary>The names whose values were not read from this instance; empty if nobody watches it.</summary>
    /// <remarks>
    /// Going through all of it, or making another configuration of it, is reading all. Comparing it and its text for
    /// people are not: many a training function prints its configuration, and that has no effect on training.
    /// </remarks>
    internal ImmutableArray<string> Unread => _read is { } read
        ? [.. _items.Where((_, i) => !read[i]).Select(static item => item.Key)]
        : [];

    private ImmutableArray<KeyValuePair<string, HyperparameterValue>> ReadAll()
    {
        if (_read is not null) Array.Fill(_read, true);
        return _items;
    }

    private int Read(string key)
    {
        var index = IndexOf(key);
        if (_read is not null && index >= 0) _read[index] = true;
        return index;
    }

    private int IndexOf(string key)
    {
        for (var i = 0; i < _items.Length; i++)
        {
            if (string.Equals(_items[i].Key, key, StringComparison.Ordinal)) return i;
        }

        return -1;
    }

    internal sealed class ConfigurationJsonConverter : JsonConverter<Configuration>
    {
        private static readonly HyperparameterValueJsonConverter ValueConverter = new();

        public override Configuration Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException($"A configuration is a JSON object, not {reader.TokenType}.");
            }

            var items = new List<KeyValuePair<string, HyperparameterValue>>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                reader.Read();
                items.Add(new(name, ValueConverter.Read(ref reader, typeof(HyperparameterValue), options)));
            }

            return new Configuration(items);
        }

        public override void Write(Utf8JsonWriter writer, Configuration value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var item in value)
            {
                writer.WritePropertyName(item.Key);
                ValueConverter.Write(writer, item.Value, options);
            }

            writer.WriteEndObject();
        }
    }
}
