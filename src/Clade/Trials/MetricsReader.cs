using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;

namespace Clade.Trials;

/// <summary>Reads metrics from whatever a training function reports.</summary>
internal static class MetricsReader
{
    private static readonly ConcurrentDictionary<Type, Func<object, Metrics>> Readers = new();

    /// <exception cref="ArgumentException">A metric is no number, or there is none.</exception>
    public static Metrics Read(object metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var read = metrics switch
        {
            Metrics ready => ready,
            IEnumerable<KeyValuePair<string, double>> numbers => new Metrics(numbers),
            IDictionary dictionary => FromDictionary(dictionary),
            _ => Readers.GetOrAdd(metrics.GetType(), static type => ReaderOf(type))(metrics),
        };
        return read.Count > 0 ? read : throw new ArgumentException(
            $"A report needs at least one metric, and {metrics.GetType().Name} has no public property. " +
            "Report new { val_accuracy = … }, say.", nameof(metrics));
    }

    private static Metrics FromDictionary(IDictionary dictionary)
    {
        var items = new List<KeyValuePair<string, double>>(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            items.Add(new(name, IsNumber(entry.Value?.GetType())
                ? Convert.ToDouble(entry.Value, CultureInfo.InvariantCulture)
                : throw NoNumber(name, entry.Value?.GetType())));
        }

        return new Metrics(items);
    }

    // Compiled once for each type, because a training function reports the same type thousands of times.
    private static Func<object, Metrics> ReaderOf(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static p => p.CanRead && p.GetIndexParameters().Length == 0).ToArray();
        foreach (var property in properties)
        {
            if (!IsNumber(property.PropertyType)) throw NoNumber(property.Name, property.PropertyType);
        }

        var names = Array.ConvertAll(properties, static p => p.Name);
        var values = Array.ConvertAll(properties, p => Getter(type, p));
        return metrics => new Metrics(names.Select((name, i) => KeyValuePair.Create(name, values[i](metrics))));
    }

    private static Func<object, double> Getter(Type type, PropertyInfo property)
    {
        var argument = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(argument, type), property);
        Expression number = property.PropertyType == typeof(bool)
            ? Expression.Condition(value, Expression.Constant(1.0), Expression.Constant(0.0))
            : Expression.Convert(value, typeof(double));
        return Expression.Lambda<Func<object, double>>(number, argument).Compile();
    }

    private static bool IsNumber(Type? type) => Type.GetTypeCode(type) is
        (>= TypeCode.SByte and <= TypeCode.Decimal) or TypeCode.Boolean && type is { IsEnum: false };

    private static ArgumentException NoNumber(string name, Type? type) => new(
        $"Metric '{name}' is {(type is null ? "null" : $"of type {type.Name}")}, but a metric must be a number. " +
        "Report a number instead, or leave it out.");
}
