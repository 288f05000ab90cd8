using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Clade.Spaces;

/// <summary>One line of a space's description, read from left to right.</summary>
/// <remarks>Everything throws a <see cref="FormatException"/> where the line has something else.</remarks>
internal sealed class DescriptionText(string line)
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("+-.0123456789E");

    private int _at;

    private ReadOnlySpan<char> Rest => line.AsSpan(_at);

    /// <summary>Takes what comes next, if it is this.</summary>
    public bool TryTake(string expected)
    {
        if (!Rest.StartsWith(expected, StringComparison.Ordinal)) return false;
        _at += expected.Length;
        return true;
    }

    /// <summary>Takes what must come next.</summary>
    public DescriptionText Take(string expected) => TryTake(expected) ? this : throw Unexpected($"'{expected}'");

    /// <summary>Takes one of two.</summary>
    public void TakeAny(string first, string second)
    {
        if (!TryTake(first) && !TryTake(second)) throw Unexpected($"'{first}' or '{second}'");
    }

    /// <summary>Takes a word that stands alone and before " and " or the end.</summary>
    public bool IsAtEndAfter(string word)
    {
        var rest = Rest;
        var isWord = rest.StartsWith(word, StringComparison.Ordinal)
            && (rest.Length == word.Length || rest[word.Length..].StartsWith(" and ", StringComparison.Ordinal));
        if (isWord) _at += word.Length;
        return isWord;
    }

    /// <summary>What stands before a mark, which is taken too.</summary>
    public string Until(string mark)
    {
        var length = Rest.IndexOf(mark, StringComparison.Ordinal);
        if (length <= 0) throw Unexpected($"a name and '{mark}'");
        var text = Rest[..length].ToString();
        _at += length + mark.Length;
        return text;
    }

    /// <summary>A word, and the space behind it.</summary>
    public string Word()
    {
        var length = Rest.IndexOf(' ');
        var word = (length < 0 ? Rest : Rest[..length]).ToString();
        _at += word.Length;

        // "boolean" and "function" have nothing behind them but marks that begin with the space.
        if (word is not ("boolean" or "function")) Take(" ");
        return word;
    }

    public double Float() => FloatOf(Number());

    public long Integer() => IntegerOf(Number());

    /// <summary>Values in brackets.</summary>
    public ImmutableArray<HyperparameterValue> List()
    {
        Take("[");
        var values = ImmutableArray.CreateBuilder<HyperparameterValue>();
        if (TryTake("]")) return [];
        do
        {
            values.Add(Value());
        }
        while (TryTake(", "));

        Take("]");
        return values.ToImmutable();
    }

    /// <summary>A value as it is written in JSON: 2.0 is a float, 2 an integer, "2" a text.</summary>
    public HyperparameterValue Value()
    {
        if (TryTake("true")) return true;
        if (TryTake("false")) return false;
        if (Rest is ['"', ..]) return Text();
        var number = Number();
        if (number.AsSpan().IndexOfAny('.', 'E') >= 0) return FloatOf(number);
        return IntegerOf(number);
    }

    /// <summary>Nothing may be left.</summary>
    public void End()
    {
        if (!Rest.IsEmpty) throw Unexpected("the end");
    }

    private string Number()
    {
        var length = Rest.IndexOfAnyExcept(OfNumbers);
        var number = (length < 0 ? Rest : Rest[..length]).ToString();
        _at += number.Length;
        return number;
    }

    private double FloatOf(string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) ? value : throw Unexpected("a number before that");

    private long IntegerOf(string number) =>
        long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Unexpected("an integer before that");

    private string Text()
    {
        var end = 1;
        while (end < Rest.Length && Rest[end] != '"') end += Rest[end] == '\\' ? 2 : 1;
        if (end >= Rest.Length) throw Unexpected("a closing '\"'");
        var json = Rest[..(end + 1)].ToString();
        _at += json.Length;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"{json} is no JSON text.", e);
        }
    }

    private FormatException Unexpected(string wanted) =>
        new($"At character {_at + 1} it has '{Rest}', where {wanted} is wanted.");
}
