namespace Clade.Cli.TuneFiles;

/// <summary>A <c>tune.yaml</c> that was read and found right.</summary>
/// <param name="Root">The document, with what the command line set in it.</param>
/// <param name="Options">What to do.</param>
/// <param name="Program">What trains.</param>
internal sealed record TuneFile(YamlMapping Root, TuneOptions Options, TrainingProgram Program)
{
    /// <summary>The name of the file, in a project and in an experiment's folder.</summary>
    public const string Name = "tune.yaml";

    /// <summary>Reads a file.</summary>
    /// <param name="cli">Where experiments lie if the file does not say.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="name">The file as the user named it: messages begin with it.</param>
    /// <param name="overrides">What the command line sets, in order.</param>
    /// <exception cref="TuneFileException">Something is wrong; every mistake is listed.</exception>
    public static TuneFile Load(CliContext cli, string path, string name, params IReadOnlyList<Override> overrides)
    {
        var file = Parse(YamlText.Read(path, name), Path.GetDirectoryName(path)!, name, overrides);
        return file with { Options = file.Options with { Folder = cli.FullPath(file.Options.Folder) } };
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="folder">Where relative paths start; a full path.</param>
    /// <param name="name">The file as messages name it.</param>
    /// <param name="overrides">What the command line sets, in order.</param>
    /// <exception cref="TuneFileException">Something is wrong; every mistake is listed.</exception>
    public static TuneFile Parse(string text, string folder, string name, params IReadOnlyList<Override> overrides)
    {
        var root = Mapping(YamlReader.Read(text, name));
        foreach (var change in overrides) root = (YamlMapping)change.ApplyTo(root);

        var reading = new Reading(folder);
        TuneFileKeys.Shape.Read(InReadingOrder(root), "", reading);
        if (reading.Program is { } given)
        {
            reading.Program = given with { WorkingDirectory = given.WorkingDirectory ?? folder };
        }

        TuneFileCheck.Check(root, reading);
        return reading.Mistakes.Count == 0
            ? new TuneFile(root, reading.Options!, reading.Program!)
            : throw new TuneFileException(Sorted(reading));
    }

    /// <summary>
    /// The file as it counts: with what the command line set, and whole paths, so that it means the same elsewhere.
    /// </summary>
    public string Effective()
    {
        YamlNode root = Root;
        foreach (var (path, value) in new[]
        {
            ("folder", Options.Folder), ("program.working_directory", Program.WorkingDirectory!),
        })
        {
            var text = new YamlScalar(new Place(Name), value, IsQuoted: false);
            root = new Override(path, [.. path.Split('.')], text).ApplyTo(root);
        }

        return YamlWriter.Write(root);
    }

    private static YamlMapping Mapping(YamlNode root) => root switch
    {
        YamlMapping mapping => mapping,
        YamlScalar { IsEmpty: true } => throw new TuneFileException(new Mistake(
            root.Place, "The file is empty. 'clade init' writes one to begin with.")),
        _ => throw new TuneFileException(new Mistake(
            root.Place, $"The file is {root.Kind}, not a mapping with keys. Write 'name: mnist', 'program: …' and so " +
            "on, or see what 'clade init' writes.")),
    };

    // The space first: what refers to hyperparameters can be checked then.
    private static YamlMapping InReadingOrder(YamlMapping root) => root with
    {
        Entries = [.. root.Entries.OrderBy(static entry => entry.Key.Text == "space" ? 0 : 1)],
    };

    private static IEnumerable<Mistake> Sorted(Reading reading) =>
        reading.Mistakes.Distinct().OrderBy(static m => m.Place.Line).ThenBy(static m => m.Place.Column);
}
