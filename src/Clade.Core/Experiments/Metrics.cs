using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Clade.Spaces;

namespace Clade;

/// <summary>What one report says: names with numbers, finite or not. Immutable.</summary>
public sealed class Metrics : IReadOnlyDictionary<string, double>, IEquatable<Metrics>
{
    private readonly ImmutableArray<KeyValuePair<string, double>> _items;

    /// <summary>Wraps names and values; the order is kept.</summary>
    /// <exception cref="ArgumentException">A name is empty or occurs twice.</exception>
    public Metrics(IEnumerable<KeyValuePair<string, double>> items)
    {
        _items = [.. items];
        foreach (var item in _items) ArgumentException.ThrowIfNullOrWhiteSpace(item.Key, nameof(items));
        if (DistinctNames.FirstRepeated(_items) is { } name)
        {
            throw new ArgumentException($"Metric '{name}' is reported twice.", nameof(items));
        }
    }

    /// <summary>No metrics.</summary>
    public static Metrics Empty { get; } = new([]);

    /// <inheritdoc />
    public int Count => _items.Length;

    /// <inheritdoc />
    public IEnumerable<string> Keys => _items.Select(static item => item.Key);

    /// <inheritdoc />
    public IEnumerable<double> Values => _items.Select(static item => item.Value);

    /// <summary>The value of a metric.</summary>
    /// <exception cref="KeyNotFoundException">
    /// There is none of that name; the message lists those there are.
    /// </exception>
    public double this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"There is no metric '{key}'. Reported: {string.Join(", ", Keys)}.");

    /// <inheritdoc />
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        var index = IndexOf(key);
        value = index >= 0 ? _items[index].Value : 0;
        return index >= 0;
    }

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, double>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have the same metrics with the same values in the same order.</summary>
    public bool Equals(Metrics? other) => other is not null && _items.AsSpan().SequenceEqual(other._items.AsSpan());

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Metrics);

    /// <inheritdoc />
    public override int GetHashCode() => Count == 0 ? 0 : _items[0].Value.GetHashCode();

    /// <summary>One line for people: <c>loss=0.25 accuracy=0.91</c>.</summary>
    public override string ToString() => string.Join(
        ' ', _items.Select(static item => string.Create(CultureInfo.InvariantCulture, $"{item.Key}={item.Value:G6}")));

    private int IndexOf(string key)
    {
        for (var i = 0; i < _items.Length; i++)
        {
            if (string.Equals(_items[i].Key, key, StringComparison.Ordinal)) return i;
        }

        return -1;
    }
}
