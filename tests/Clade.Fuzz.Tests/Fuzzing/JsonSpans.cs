using System.Buffers;

namespace Clade.Fuzz.Fuzzing;

/// <summary>Where values lie in text that is more or less JSON.</summary>
internal static class JsonSpans
{
    private const int ValuesMax = 2_000;

    private static readonly SearchValues<byte> EndsOfWords = SearchValues.Create(",:]} \n"u8);

    /// <summary>Strings, numbers, words, arrays and objects: what a comma, colon or bracket ends.</summary>
    public static List<Range> Values(ReadOnlySpan<byte> text)
    {
        var values = new List<Range>();
        var open = new Stack<int>();
        for (var i = 0; i < text.Length && values.Count < ValuesMax; i++)
        {
            switch (text[i])
            {
                case (byte)'{' or (byte)'[':
                    open.Push(i);
                    break;
                case (byte)'}' or (byte)']' when open.TryPop(out var start):
                    values.Add(start..(i + 1));
                    break;
                case (byte)'"':
                    values.Add(i..EndOfString(text, i));
                    i = values[^1].End.Value - 1;
                    break;
                case (byte)'-' or (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'z'):
                    values.Add(i..EndOfWord(text, i));
                    i = values[^1].End.Value - 1;
                    break;
            }
        }

        return values;
    }

    /// <summary>The value with the name before it or the comma after it, so that it can go or come twice.</summary>
    public static Range Member(ReadOnlySpan<byte> text, Range value)
    {
        var (start, end) = (value.Start.Value, value.End.Value);
        if (start > 1 && text[start - 1] == ':' && text[start - 2] == '"')
        {
            start = text[..(start - 2)].LastIndexOf((byte)'"');
            if (start < 0) return value;
        }

        if (end < text.Length && text[end] == ',') end++;
        return start..end;
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i + 1;
        }

        return text.Length;
    }

    private static int EndOfWord(ReadOnlySpan<byte> text, int start)
    {
        var length = text[start..].IndexOfAny(EndsOfWords);
        return length < 0 ? text.Length : start + length;
    }
}
