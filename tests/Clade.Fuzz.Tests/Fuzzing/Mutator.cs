using System.Globalization;
using System.Text;

namespace Clade.Fuzz.Fuzzing;

/// <summary>Makes new inputs out of old ones, by bytes and by the values of their JSON.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> words)
{
    private const int ShortBytesMax = 1 << 10;

    /// <summary>By how much an input that was longer to begin with may grow.</summary>
    private const int GrowthMax = 256;

    /// <summary>A long input now and then: what takes time or memory shows only there.</summary>
    private const int LongBytesMax = 256 << 10;
    private const int LongEvery = 2_000;
    private const int StepsMax = 6;

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-1", "-0", "1.0", "-0.0", "2147483647", "2147483648", "-2147483649",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551615", "1e308",
            "1e309", "-1e309", "5e-324", "1e-999", "0.1", "1E+2", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"nan\"",
            "\"\"", "\" \"", "\"..\"", "\"../../x\"", "\"/etc/passwd\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"",
            "\"\\u001b[2J\"", "\"CON\"", "\"a/../b\"", "\"\\\\\\\\x\"", "{}", "[]", "[null]", "{\"\":1}", "[[[[]]]]",
            "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"1e5\"",
            "{\"$type\":\"System.IO.FileInfo, mscorlib\"}", "{\"type\":\"start\",\"type\":\"exit\"}",
        }.Select(Encoding.UTF8.GetBytes),
        [.. "\""u8, 0xC3, 0x28, .. "\""u8],
        [.. "\""u8, 0xED, 0xA0, 0x80, .. "\""u8],
        [.. Enumerable.Repeat((byte)'[', 70)],
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 70))),
    ];

    /// <summary>A new input from one of the corpus, or two.</summary>
    public byte[] Next(List<byte[]> corpus)
    {
        var input = Pick(corpus);
        var bytesMax = Math.Max(ShortBytesMax, Math.Min(input.Length, LongBytesMax) + GrowthMax);
        for (var steps = 1 + random.Next(StepsMax); steps > 0; steps--) input = Step(input, corpus);

        var isLong = random.Next(LongEvery) == 0;
        if (isLong) input = Repeat(input, LongBytesMax);
        return isLong || input.Length <= bytesMax ? input : input[..bytesMax];
    }

    // Newer inputs reached something that the others did not: they get half of the attention. Of two, the shorter one
    // is tried faster, and more of it matters.
    private byte[] Pick(List<byte[]> corpus)
    {
        var count = random.Next(2) == 0 ? corpus.Count : (corpus.Count + 3) / 4;
        var one = corpus[corpus.Count - 1 - random.Next(count)];
        var other = corpus[corpus.Count - 1 - random.Next(count)];
        return one.Length <= other.Length ? one : other;
    }

    private byte[] Step(byte[] input, List<byte[]> corpus) => random.Next(12) switch
    {
        0 => Flip(input),
        1 => Replace(input, Piece(input), []),
        2 => Replace(input, Position(input), [(byte)random.Next(256)]),
        3 => Replace(input, Position(input), words[random.Next(words.Count)]),
        4 => Replace(input, Piece(input), Slice(Pick(corpus))),
        5 => Repeat(input, ShortBytesMax),
        6 => ChangeNumber(input),
        _ => ChangeValue(input, corpus),
    };

    private byte[] Flip(byte[] input)
    {
        if (input.Length == 0) return input;

        byte[] flipped = [.. input];
        flipped[random.Next(input.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] ChangeValue(byte[] input, List<byte[]> corpus)
    {
        if (RandomValue(input) is not { } value) return Flip(input);

        var member = JsonSpans.Member(input, value);
        return random.Next(8) switch
        {
            0 => Replace(input, member, []),
            1 => Replace(input, member.End.Value..member.End.Value, input[member]),
            2 => Replace(input, value, words[random.Next(words.Count)]),
            3 when RandomValue(input) is { } other => Replace(input, value, input[other]),
            4 or 5 when Pick(corpus) is var donor && RandomValue(donor) is { } other =>
                Replace(input, value, donor[other]),
            6 when Pick(corpus) is var donor && RandomValue(donor) is { } other =>
                Replace(input, member.End.Value..member.End.Value, donor[JsonSpans.Member(donor, other)]),
            _ => Replace(input, value, Values[random.Next(Values.Length)]),
        };
    }

    // The numbers that protocols trip over are near those that are there.
    private byte[] ChangeNumber(byte[] input)
    {
        if (RandomValue(input) is not { } value || !long.TryParse(
            Encoding.UTF8.GetString(input[value]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number)) return Flip(input);

        var near = unchecked(number + random.Next(-2, 3));
        return Replace(input, value, Encoding.UTF8.GetBytes(near.ToString(CultureInfo.InvariantCulture)));
    }

    private byte[] Repeat(byte[] input, int bytesMax)
    {
        var piece = random.Next(2) == 0 && RandomValue(input) is { } value
            ? JsonSpans.Member(input, value)
            : Piece(input);
        var length = piece.End.Value - piece.Start.Value;
        if (length == 0) return input;

        var times = 1 + random.Next(Math.Max(1, Math.Min(20_000, (bytesMax - input.Length) / length)));
        var isNumbered = random.Next(2) == 0;
        var repeated = new List<byte>(input[piece]);
        for (var i = 0; i < times && repeated.Count < bytesMax; i++)
        {
            // Different names, where there is a name: equal ones are refused at once.
            var copy = input[piece];
            if (isNumbered && copy is [(byte)'"' and var quote, .. var rest])
            {
                copy = [quote, .. Encoding.UTF8.GetBytes($"{i}"), .. rest];
            }

            repeated.AddRange(copy);
        }

        return Replace(input, piece, [.. repeated]);
    }

    private Range? RandomValue(byte[] input)
    {
        var values = JsonSpans.Values(input);
        return values.Count == 0 ? null : values[random.Next(values.Count)];
    }

    private byte[] Slice(byte[] input) => input[Piece(input)];

    private Range Position(byte[] input)
    {
        var at = random.Next(input.Length + 1);
        return at..at;
    }

    private Range Piece(byte[] input)
    {
        var start = random.Next(input.Length + 1);
        var longest = random.Next(4) == 0 ? input.Length - start : Math.Min(16, input.Length - start);
        return start..(start + random.Next(longest + 1));
    }

    private static byte[] Replace(byte[] input, Range piece, byte[] by) =>
        [.. input.AsSpan(0, piece.Start.Value), .. by, .. input.AsSpan(piece.End.Value)];
}
