using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Clade.Workers;

/// <summary>One mounted cgroup hierarchy and this process's place in it.</summary>
/// <param name="IsUnified">Whether it is the version 2 hierarchy.</param>
/// <param name="Controllers">Version 1: what the hierarchy controls. Version 2: empty.</param>
/// <param name="MountPoint">The folder where the hierarchy is mounted.</param>
/// <param name="OwnFolder">The folder of this process's own cgroup.</param>
internal sealed record CgroupMount(
    bool IsUnified, ImmutableArray<string> Controllers, string MountPoint, string OwnFolder)
{
    /// <summary>All hierarchies that this process can see; empty where there are none.</summary>
    public static ImmutableArray<CgroupMount> ReadAll(string root = "/")
    {
        try
        {
            var memberships = File.ReadAllLines(Path.Combine(root, "proc/self/cgroup"));
            return [.. File.ReadLines(Path.Combine(root, "proc/self/mountinfo"))
                .Select(line => Parse(line, memberships, root))
                .OfType<CgroupMount>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>This process's own cgroup, its parent, and so on up to the mount point.</summary>
    public IEnumerable<string> OwnFolderAndAncestors()
    {
        for (var folder = OwnFolder; ; folder = Path.GetDirectoryName(folder)!)
        {
            yield return folder;
            if (folder.Length <= MountPoint.Length) yield break;
        }
    }

    // A line of mountinfo: id, parent, device, root in the hierarchy, mount point, options, optional fields up to a
    // lone "-", file system, source, options of the file system (which name version 1's controllers).
    private static CgroupMount? Parse(string line, string[] memberships, string root)
    {
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-");
        if (dash < 6 || fields.Length < dash + 4) return null;

        var isUnified = fields[dash + 1] == "cgroup2";
        if (!isUnified && fields[dash + 1] != "cgroup") return null;

        var options = fields[dash + 3].Split(',');
        // A line of /proc/self/cgroup: hierarchy id, its controllers (none for version 2), the path of the cgroup.
        var membership = memberships
            .Select(m => m.Split(':', 3))
            .FirstOrDefault(m => m.Length == 3 &&
                (isUnified ? m[0] == "0" : m[1].Split(',').Any(c => c.Length > 0 && options.Contains(c))));
        if (membership is null) return null;

        var mountPoint = Path.TrimEndingDirectorySeparator(
            Path.Combine(root, Unescape(fields[4]).TrimStart('/')));
        return new CgroupMount(
            isUnified,
            isUnified ? [] : [.. membership[1].Split(',')],
            mountPoint,
            OwnFolderOf(mountPoint, hierarchyRoot: Unescape(fields[3]), ownPath: membership[2]));
    }

    // In a container the mount shows only the part of the hierarchy below its root, while the membership may be told
    // from the top of the machine; what lies outside the mount is the mount point itself, as far as we can act on it.
    private static string OwnFolderOf(string mountPoint, string hierarchyRoot, string ownPath)
    {
        var prefix = hierarchyRoot == "/" ? "" : hierarchyRoot;
        if (ownPath.Contains("..", StringComparison.Ordinal)) return mountPoint;
        if (prefix.Length > 0 && ownPath != prefix && !ownPath.StartsWith(prefix + "/", StringComparison.Ordinal))
        {
            return mountPoint;
        }

        var folder = Path.TrimEndingDirectorySeparator(mountPoint + ownPath[prefix.Length..]);
        return Directory.Exists(folder) ? folder : mountPoint;
    }

    // mountinfo writes blanks and backslashes in octal.
    private static string Unescape(string field) => !field.Contains('\\') ? field : Regex.Replace(
        field, @"\\([0-7]{3})", static m => ((char)Convert.ToInt32(m.Groups[1].Value, 8)).ToString());
}
