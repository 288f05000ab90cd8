using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clade.Storage;

/// <summary>Which names an experiment may have: those that are one plain folder name on every system.</summary>
internal static class ExperimentName
{
    /// <summary>The longest name, in UTF-8 bytes: room for a suffix, and for sockets' short paths.</summary>
    public const int BytesMax = 100;

    // What Windows forbids; a folder made on Linux must be copyable there.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|");

    private static readonly string[] Devices = ["con", "prn", "aux", "nul"];

    /// <summary>Throws unless the name can be a folder's.</summary>
    /// <exception cref="CladeException">It can't; the message says why and what to write instead.</exception>
    public static void Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Mistake(name) is { } mistake) throw new CladeException(mistake);
    }

    /// <summary>Why a name can't be a folder's, and what to write instead; none if it can.</summary>
    public static string? Mistake(string name) => Problem(name) is not { } problem ? null :
        $"'{Shown(name)}' can't be an experiment's name, because {problem} The name becomes a folder: " +
        "letters, digits, '-', '_', '.' and spaces between them are fine, such as 'mnist-lr'.";

    private static string? Problem(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "it is empty.";
        if (Encoding.UTF8.GetByteCount(name) is var bytes and > BytesMax)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it is {bytes} bytes long; at most {BytesMax} fit.");
        }

        if (name.AsSpan().IndexOfAny(Forbidden) is var at and >= 0) return $"of the character '{name[at]}'.";
        if (name.Any(char.IsControl)) return "it has a control character.";
        if (name.EnumerateRunes().Any(static rune => rune == Rune.ReplacementChar)) return "it is not valid Unicode.";
        if (name[0] == '.') return "it begins with a dot, which hides folders or names a parent.";
        if (name[0] == '-') return "it begins with '-', which command lines take for an option.";
        if (name[0] == ' ' || name[^1] is ' ' or '.') return "it begins with a space, or ends with a space or a dot.";
        return IsDevice(name) ? "Windows reserves it for a device." : null;
    }

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToLowerInvariant();
        return Devices.Contains(stem)
            || (stem is ['c', 'o', 'm', var com] && char.IsDigit(com))
            || (stem is ['l', 'p', 't', var lpt] && char.IsDigit(lpt));
    }

    // A name that is refused may hold what would break the terminal or the log that shows the message.
    private static string Shown(string name)
    {
        var clean = new string([.. name.Take(60).Select(static c => char.IsControl(c) ? '\uFFFD' : c)]);
        return name.Length > 60 ? clean + "…" : clean;
    }
}
