using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clade;

/// <summary>One value of one hyperparameter: a float, an integer, a boolean or a text.</summary>
/// <remarks>
/// Floats are finite. An integer and a float of the same size are different values, because training code may tell
/// them apart (an array's length, say).
/// </remarks>
[JsonConverter(typeof(HyperparameterValueJsonConverter))]
public readonly struct HyperparameterValue : IEquatable<HyperparameterValue>
{
    private readonly string? _text;
    private readonly long _bits;

    private HyperparameterValue(HyperparameterKind kind, long bits, string? text)
    {
        Kind = kind;
        _bits = bits;
        _text = text;
    }

    /// <summary>Which of the four kinds of value this is.</summary>
    public HyperparameterKind Kind { get; }

    /// <summary>Whether the value is a float or an integer.</summary>
    public bool IsNumber => Kind is HyperparameterKind.Float or HyperparameterKind.Integer;

    /// <summary>Wraps a finite float. Minus zero becomes zero, so that equal numbers are equal values.</summary>
    /// <param name="value">Any finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public static HyperparameterValue FromDouble(double value) => double.IsFinite(value)
        ? new HyperparameterValue(
            HyperparameterKind.Float, BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value), null)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A hyperparameter must be a finite number.");

    /// <summary>Wraps an integer.</summary>
    public static HyperparameterValue FromInt64(long value) => new(HyperparameterKind.Integer, value, null);

    /// <summary>Wraps a boolean.</summary>
    public static HyperparameterValue FromBoolean(bool value) =>
        new(HyperparameterKind.Boolean, value ? 1 : 0, null);

    /// <summary>Wraps a text.</summary>
    public static HyperparameterValue FromString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new HyperparameterValue(HyperparameterKind.Text, 0, value);
    }

    /// <summary>Wraps a finite float.</summary>
    public static implicit operator HyperparameterValue(double value) => FromDouble(value);

    /// <summary>Wraps an integer.</summary>
    public static implicit operator HyperparameterValue(int value) => FromInt64(value);

    /// <summary>Wraps an integer.</summary>
    public static implicit operator HyperparameterValue(long value) => FromInt64(value);

    /// <summary>Wraps a boolean.</summary>
    public static implicit operator HyperparameterValue(bool value) => FromBoolean(value);

    /// <summary>Wraps a text.</summary>
    public static implicit operator HyperparameterValue(string value) => FromString(value);

    /// <summary>The value as a float; integers are converted.</summary>
    /// <exception cref="InvalidOperationException">The value is no number.</exception>
    public double ToDouble() => Kind switch
    {
        HyperparameterKind.Float => BitConverter.Int64BitsToDouble(_bits),
        HyperparameterKind.Integer => _bits,
        _ => throw Mismatch("a number"),
    };

    /// <summary>The value as an integer.</summary>
    /// <exception cref="InvalidOperationException">The value is no integer.</exception>
    public long ToInt64() => Kind == HyperparameterKind.Integer ? _bits : throw Mismatch("an integer");

    /// <summary>The value as a boolean.</summary>
    /// <exception cref="InvalidOperationException">The value is no boolean.</exception>
    public bool ToBoolean() => Kind == HyperparameterKind.Boolean ? _bits != 0 : throw Mismatch("a boolean");

    /// <summary>The value as it is written in tables: invariant, shortest form that reads back the same.</summary>
    public override string ToString() => Kind switch
    {
        HyperparameterKind.Float => ToDouble().ToString("R", CultureInfo.InvariantCulture),
        HyperparameterKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        HyperparameterKind.Boolean => _bits != 0 ? "true" : "false",
        _ => _text ?? "",
    };

    /// <summary>
    /// The value as it is written in JSON and in error messages: 2.0 is a float, 2 an integer, "2" a text.
    /// </summary>
    internal string ToLiteral()
    {
        var text = ToString();
        return Kind switch
        {
            HyperparameterKind.Float when text.AsSpan().IndexOfAny('.', 'E') < 0 => text + ".0",
            HyperparameterKind.Text =>
                $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
            _ => text,
        };
    }

    /// <summary>Whether two values are the same, or the same number though one is an integer and one a float.</summary>
    internal bool IsSameNumberOrEqual(HyperparameterValue other) =>
        Equals(other) || (IsNumber && other.IsNumber && ToDouble() == other.ToDouble() && Kind != other.Kind);

    /// <inheritdoc />
    public bool Equals(HyperparameterValue other) =>
        Kind == other.Kind && _bits == other._bits && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is HyperparameterValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() =>
        unchecked((int)_bits ^ (int)(_bits >> 32) ^ ((int)Kind << 29)) ^ (_text?.Length ?? 0);

    /// <summary>Whether two values are of the same kind and equal.</summary>
    public static bool operator ==(HyperparameterValue left, HyperparameterValue right) => left.Equals(right);

    /// <summary>Whether two values differ in kind or value.</summary>
    public static bool operator !=(HyperparameterValue left, HyperparameterValue right) => !left.Equals(right);

    private InvalidOperationException Mismatch(string wanted) =>
        new($"The hyperparameter's value {this} is {Kind.ToString().ToLowerInvariant()}, not {wanted}.");
}
