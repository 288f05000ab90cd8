using System.Globalization;

namespace Clade.Workers;

/// <summary>A process, as the kernel's list has it. Linux only.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">Who started it, or adopted it.</param>
/// <param name="Group">Its process group.</param>
/// <param name="IsDead">Whether it has ended, and nobody has waited for it.</param>
internal readonly record struct ProcessStatus(int Id, int Parent, int Group, bool IsDead)
{
    /// <summary>The ids of all processes at this moment.</summary>
    public static IEnumerable<int> Ids() => Directory.EnumerateDirectories("/proc")
        .Select(static folder => int.TryParse(
            Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(static id => id != 0);

    /// <summary>All processes: some ten microseconds for each.</summary>
    public static IEnumerable<ProcessStatus> All() => Ids().Select(Read).OfType<ProcessStatus>();

    // "4711 (any name, with blanks and brackets) S 4700 4700 …"
    private static ProcessStatus? Read(int id)
    {
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ', 4);
            return new ProcessStatus(
                id, int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[2], CultureInfo.InvariantCulture), fields[0] is "Z" or "X");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile.
            return null;
        }
    }
}
