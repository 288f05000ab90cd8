using System.Collections.Immutable;
using Clade.Workers;

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

    /// <summary>Reads the list of all processes; see <see cref="ProcessStatus.All"/>.</summary>
    public static ProcessFamilies Read()
    {
        var families = new ProcessFamilies();
        if (!OperatingSystem.IsLinux()) return families;

        foreach (var (id, parent, group, _) in ProcessStatus.All())
        {
            families.Add(parent, id);
            if (group != id && group != parent) families.Add(group, id);
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
}
