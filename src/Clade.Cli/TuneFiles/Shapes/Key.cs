using System.Reflection;

namespace Clade.Cli.TuneFiles;

/// <summary>One key of a mapping: what may stand behind it, and what it means.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Shape">What may stand behind it.</param>
internal sealed record Key(string Name, Shape Shape)
{
    /// <summary>What it means: a sentence or two.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Range, unit and default in words.</summary>
    public string Value { get; init; } = "";

    public bool IsRequired { get; init; }

    /// <summary>The default as the file would have it; none where words say it.</summary>
    public string? Default { get; init; }

    /// <summary>The option that gets the value.</summary>
    public PropertyInfo? Property { get; init; }

    /// <summary>What is done with the value instead, where no option of the same record gets it.</summary>
    public Action<Reading, object>? Keep { get; init; }

    /// <summary>A value that makes sense here, where the shape's is too general.</summary>
    public string? Example { get; init; }

    /// <summary>How it may be written.</summary>
    public string Line => $"{Name}: {Example ?? Shape.Example}";

    public string Description => string.Join(' ', new[] { Summary, Value }.Where(static text => text.Length > 0));
}
