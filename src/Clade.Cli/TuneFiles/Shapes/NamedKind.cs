namespace Clade.Cli.TuneFiles;

/// <summary>One record of several that do the same job.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Type">The record.</param>
/// <param name="Options">Its options; none where it is a fixed thing.</param>
internal sealed record NamedKind(string Name, Type Type, RecordShape? Options)
{
    /// <summary>The thing itself, where it has no options.</summary>
    public object? Fixed { get; init; }

    /// <summary>What people of the field say for short.</summary>
    public string? Abbreviation { get; init; }

    public string Summary { get; init; } = "";

    public IEnumerable<string> AllNames => Abbreviation is null ? [Name] : [Name, Abbreviation];

    public object? Read(YamlNode options, string path, Reading reading)
    {
        if (Options is not null) return Options.Read(options, path, reading);

        return options is YamlMapping { Entries.IsEmpty: true } or YamlScalar { IsEmpty: true }
            ? Fixed
            : reading.Refuse(options, path, $"'{Name}' has no options. Remove what stands behind it.");
    }
}
