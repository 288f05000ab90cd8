using System.Reflection;

namespace Clade.Cli.TuneFiles;

/// <summary>Which properties of a record are options that a file can set.</summary>
internal static class OptionProperties
{
    /// <summary>
    /// What has no meaning in a file: the tool answers Ctrl+C itself and always works with processes, and there is no
    /// function of the user's to be strict with.
    /// </summary>
    public static IReadOnlySet<(Type Type, string Name)> LeftOut { get; } = new HashSet<(Type, string)>
    {
        (typeof(TuneOptions), nameof(TuneOptions.HandlesCtrlC)),
        (typeof(TuneOptions), nameof(TuneOptions.Workers)),
        (typeof(Explore), nameof(Explore.Strict)),
    };

    /// <summary>In the order of declaration, those of the base type last.</summary>
    public static IEnumerable<PropertyInfo> Of(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static property => property.SetMethod is { IsPublic: true })
        .Where(static property => !LeftOut.Contains((property.DeclaringType!, property.Name)))
        .OrderBy(property => property.DeclaringType == type ? 0 : 1)
        .ThenBy(static property => property.MetadataToken);
}
