using System.Text;

namespace Clade.Cli.TuneFiles;

/// <summary>Reads a file as text, and refuses what can't be a <c>tune.yaml</c>.</summary>
internal static class YamlText
{
    /// <summary>A file is at most so large: a hand-written one has some kilobytes.</summary>
    public const int BytesMax = 1 << 20;

    /// <param name="path">The file's full path.</param>
    /// <param name="name">The file as the user named it.</param>
    /// <exception cref="TuneFileException">It can't be read, is too large, or is no text.</exception>
    public static string Read(string path, string name)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            var bytes = new byte[BytesMax + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Decode(bytes.AsSpan(0, length), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TuneFileException(new Mistake(new Place(name), WhyUnreadable(path, e)));
        }
    }

    /// <exception cref="TuneFileException">It is too large, or no text.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length > BytesMax)
        {
            throw new TuneFileException(new Mistake(
                new Place(name),
                $"The file has more than {BytesMax >> 10} KiB, which no tune.yaml needs. Name the right file, or " +
                "move data out of it."));
        }

        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new TuneFileException(new Mistake(
                new Place(name, 1, 1), "The file is UTF-16, and YAML files are read as UTF-8. Save it as UTF-8."));
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            RequireNoControls(text, name);
            return text;
        }
        catch (DecoderFallbackException e)
        {
            var before = Encoding.UTF8.GetString(bytes[..Math.Max(0, e.Index)]);
            throw new TuneFileException(new Mistake(
                PlaceOf(before, before.Length, name),
                $"The byte 0x{(e.BytesUnknown is [var first, ..] ? first : 0):X2} is not UTF-8. Save the file as " +
                "UTF-8."));
        }
    }

    private static void RequireNoControls(string text, string name)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsControl(text[i]) || text[i] is '\n' or '\r' or '\t' or '\u0085') continue;
            throw new TuneFileException(new Mistake(
                PlaceOf(text, i, name), $"The character U+{(int)text[i]:X4} can't stand in a YAML file. Remove it."));
        }
    }

    private static Place PlaceOf(string text, int index, string name)
    {
        var line = text.AsSpan(0, index).Count('\n') + 1;
        return new Place(name, line, index - text.LastIndexOf('\n', Math.Max(index - 1, 0), Math.Max(index, 0)));
    }

    private static string WhyUnreadable(string path, Exception e) => e switch
    {
        _ when Directory.Exists(path) => "This is a folder. Name the file in it, tune.yaml say.",
        FileNotFoundException or DirectoryNotFoundException =>
            "There is no such file. Name another one, or write one with 'clade init'.",
        _ => $"The file can't be read: {e.Message}",
    };
}
