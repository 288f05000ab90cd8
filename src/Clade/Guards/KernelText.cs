using System.Globalization;

namespace Clade.Guards;

/// <summary>Reads the small text files in which the kernel tells numbers.</summary>
internal static class KernelText
{
    /// <summary>The number that a file consists of; none if it is missing or says something else.</summary>
    public static long? Number(string path) =>
        long.TryParse(ReadOrNull(path)?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? n
            : null;

    /// <summary>Lines of a name, perhaps a colon, and a number; empty if the file is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="scale">What each number counts.</param>
    public static Dictionary<string, long> Values(string path, long scale = 1)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in (ReadOrNull(path) ?? "").Split('\n'))
        {
            var fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var number))
            {
                values[fields[0].TrimEnd(':')] = number * scale;
            }
        }

        return values;
    }

    /// <summary>A file's text; none if it is missing, another user's, or its process is gone.</summary>
    public static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
