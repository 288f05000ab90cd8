namespace Clade.Workers;

/// <summary>Folders for sockets: short paths, entered by this user only, swept when their driver died.</summary>
internal static class PrivateFolders
{
    /// <summary>Makes one. Its name is unique on this machine.</summary>
    public static string Create()
    {
        SweepLeftovers();

        // A fresh random name, and access for the user alone from the start: nobody can have put a folder there first.
        return Directory.CreateTempSubdirectory($"{DriverIdentity.Current?.ToString() ?? "clade"}-").FullName;
    }

    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The guardian was faster, or (a leftover) it is another user's.
        }
    }

    private static void SweepLeftovers()
    {
        foreach (var leftover in Directory.EnumerateDirectories(Path.GetTempPath(), "clade-*"))
        {
            if (DriverIdentity.TryParse(Path.GetFileName(leftover))?.IsDead() == true) Remove(leftover);
        }
    }
}
