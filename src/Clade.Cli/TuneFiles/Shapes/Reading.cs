namespace Clade.Cli.TuneFiles;

/// <summary>What goes along while a document is read: mistakes, and what later parts need of earlier.</summary>
/// <param name="baseFolder">Relative paths start here; a full path.</param>
internal sealed class Reading(string baseFolder)
{
    public List<Mistake> Mistakes { get; } = [];

    public string BaseFolder => baseFolder;

    /// <summary>The options as far as they could be read: with the defaults in place of the others.</summary>
    public TuneOptions? Options { get; set; }

    /// <summary>The first keys that have mistakes behind them.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The search space, once it was read; none if it has mistakes.</summary>
    public SearchSpace? Space { get; set; }

    /// <summary>The training program, once it was read.</summary>
    public TrainingProgram? Program { get; set; }

    /// <summary>Notes a mistake.</summary>
    /// <param name="at">What is wrong.</param>
    /// <param name="path">The keys that lead there, with dots; empty for the document.</param>
    /// <param name="message">What, why, and what to write instead.</param>
    /// <returns>Nothing was read.</returns>
    public object? Refuse(YamlNode at, string path, string message)
    {
        Refused.Add(path.Split('.', '[')[0]);
        Mistakes.Add(new Mistake(at.Place, path.Length == 0 ? message : $"{path}: {message}"));
        return null;
    }

    /// <summary>What an option's own check says, put into the words of the file.</summary>
    public object? Refuse(YamlNode at, string path, ArgumentException refusal) =>
        Refuse(at, path, $"{(at is YamlScalar ? at.Kind + " can't be used. " : "")}{Wording.OfFile(Without(refusal))}");

    // The parameter's name and value are in the message's own words already.
    private static string Without(ArgumentException refusal)
    {
        var message = refusal.Message;
        var end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
