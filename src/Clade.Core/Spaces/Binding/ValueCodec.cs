using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>How a CLR type's values are written as hyperparameters, and read back exactly.</summary>
internal sealed class ValueCodec
{
    private static readonly ImmutableArray<ValueCodec> Simple =
    [
        new(typeof(double), "double", HyperparameterKind.Float,
            static value => (double)value, static value => value.ToDouble()),
        new(typeof(float), "float", HyperparameterKind.Float,
            static value => SinglePrecision.Write((float)value), static value => (float)value.ToDouble()),
        new(typeof(int), "int", HyperparameterKind.Integer,
            static value => (int)value, static value => (int)value.ToInt64()),
        new(typeof(long), "long", HyperparameterKind.Integer,
            static value => (long)value, static value => value.ToInt64()),
        new(typeof(bool), "bool", HyperparameterKind.Boolean,
            static value => (bool)value, static value => value.ToBoolean()),
        new(typeof(string), "string", HyperparameterKind.Text,
            static value => (string)value, static value => value.ToString()),
    ];

    private readonly Func<object, HyperparameterValue> _write;
    private readonly Func<HyperparameterValue, object> _read;

    private ValueCodec(
        Type type, string name, HyperparameterKind kind, Func<object, HyperparameterValue> write,
        Func<HyperparameterValue, object> read)
    {
        (Type, Name, Kind, _write, _read) = (type, name, kind, write, read);
    }

    public static string SupportedTypes => "double, float, int, long, bool, string, an enumeration, or a nested record";

    public Type Type { get; }

    /// <summary>The type's name in C#.</summary>
    public string Name { get; }

    public HyperparameterKind Kind { get; }

    public bool IsSingle => Type == typeof(float);

    /// <summary>The values to choose from where an attribute lists none; none for a type that has too many.</summary>
    public ImmutableArray<HyperparameterValue>? AllValues =>
        Type.IsEnum ? [.. EnumNames(Type).Select(HyperparameterValue.FromString)]
        : Type == typeof(bool) ? [false, true]
        : null;

    /// <summary>The codec for a type, which is not nullable; none when the type is not supported.</summary>
    public static ValueCodec? For(Type type) =>
        type.IsEnum ? ForEnum(type) : Simple.FirstOrDefault(codec => codec.Type == type);

    /// <summary>Writes a value of the type.</summary>
    /// <exception cref="SearchSpaceException">The value is NaN, infinite, or no named member of its
    /// enumeration.</exception>
    public HyperparameterValue Write(object value, string subject)
    {
        try
        {
            return _write(value);
        }
        catch (ArgumentException exception)
        {
            throw new SearchSpaceException(
                $"{subject}: {value} can't be a hyperparameter, because only finite numbers and named members of an " +
                "enumeration can be written down and read back. Use such a value.", exception);
        }
    }

    /// <summary>
    /// Reads a value back; none when it is of another kind, too large, or no member of the enumeration.
    /// </summary>
    public object? TryRead(HyperparameterValue value)
    {
        if (value.Kind != Kind) return null;
        if (Type == typeof(int) && (value.ToInt64() < int.MinValue || value.ToInt64() > int.MaxValue)) return null;
        if (Type.IsEnum && !EnumNames(Type).Contains(value.ToString(), StringComparer.Ordinal)) return null;
        return _read(value);
    }

    /// <summary>Writes what stands in an attribute; none when the parameter's type can't hold it.</summary>
    public HyperparameterValue? TryWriteArgument(object? argument)
    {
        var value = FromArgument(argument);
        if (value is not { } some) return null;
        if (Kind == HyperparameterKind.Float && some.IsNumber)
        {
            var rounded = IsSingle ? (float)some.ToDouble() : some.ToDouble();
            if (!double.IsFinite(rounded)) return null;
            return IsSingle ? SinglePrecision.Write((float)rounded) : rounded;
        }

        return TryRead(some) is null ? default(HyperparameterValue?) : some;
    }

    /// <summary>What stands in an attribute, whatever the parameter's type; none for null, types and arrays.</summary>
    public static HyperparameterValue? FromArgument(object? argument) => argument switch
    {
        bool value => value,
        string value => value,
        char value => value.ToString(),
        float value when float.IsFinite(value) => SinglePrecision.Write(value),
        double value when double.IsFinite(value) => value,
        Enum value => Enum.GetName(value.GetType(), value) is { } name ? name : default(HyperparameterValue?),
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(argument, null),
        ulong value when value <= long.MaxValue => (long)value,
        _ => default(HyperparameterValue?),
    };

    /// <summary>The names of an enumeration in the order of declaration, one for each value.</summary>
    private static IEnumerable<string> EnumNames(Type type) => type
        .GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
        .Select(static field => Enum.GetName(field.FieldType, field.GetValue(null)!)!)
        .Distinct(StringComparer.Ordinal);

    private static ValueCodec ForEnum(Type type) => new(
        type, type.Name, HyperparameterKind.Text,
        value => Enum.GetName(type, value) is { } name
            ? name
            : throw new ArgumentException("The value has no name.", nameof(type)),
        value => Enum.Parse(type, value.ToString()));
}
