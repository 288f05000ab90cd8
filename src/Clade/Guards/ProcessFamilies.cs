using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Guards;

/// <summary>Who came of whom, at one moment: processes with their parents and groups. Linux only.</summary>
/// <remarks>
/// A descendant that left both its parent and its group behind is not found; the kernel's own limit, where there is
/// one, counts it all the same.
/// </remarks>
internal sealed class ProcessFamilies
{
    private readonly Dictionary<int, List<int>> _members = [];

    private ProcessFamilies()
    {
    }

    /// <summary>Reads the list of all processes: some ten microseconds for each.</summary>
    public static ProcessFamilies Read()
    {
        var families = new ProcessFamilies();
        if (!OperatingSystem.IsLinux()) return families;

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var id)) continue;
            if (ReadStatus(id) is not { } status) continue;

            families.Add(status.Parent, id);
            if (status.Group != id && status.Group != status.Parent) families.Add(status.Group, id);
        }

        return families;
    }

    /// <summary>A process with all that came of it, and all of its group.</summary>
    public ImmutableArray<int> Of(int processId)
    {
        var found = new HashSet<int> { processId };
        var open = new Stack<int>(found);
        while (open.TryPop(out var id))
        {
            foreach (var member in _members.GetValueOrDefault(id) ?? [])
            {
                if (found.Add(member)) open.Push(member);
            }
        }

        return [.. found];
    }

    private void Add(int head, int member)
    {
        if (!_members.TryGetValue(head, out var members)) _members[head] = members = [];
        members.Add(member);
    }

    private static (int Parent, int Group)? ReadStatus(int id)
    {
        // The name in the second field may hold blanks and brackets; state, parent and group follow it.
        var text = KernelText.ReadOrNull($"/proc/{id}/stat");
        var fields = text?[(text.LastIndexOf(')') + 1)..].Split(' ', 5, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return fields.Length > 3
            ? (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture))
            : null;
    }
}
