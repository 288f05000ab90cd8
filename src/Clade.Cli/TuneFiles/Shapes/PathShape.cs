namespace Clade.Cli.TuneFiles;

/// <summary>A folder or file; relative ones start at the file's own folder.</summary>
internal sealed class PathShape : TextShape
{
    public override string Wanted => "a path";

    public override string Example => "experiments";

    public override object? Read(YamlNode node, string path, Reading reading) =>
        base.Read(node, path, reading) is string text ? Path.GetFullPath(text, reading.BaseFolder) : null;
}
