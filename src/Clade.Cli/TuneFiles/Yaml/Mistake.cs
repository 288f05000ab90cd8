namespace Clade.Cli.TuneFiles;

/// <summary>Something to mend.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">What is wrong with the value, why, and what to write instead.</param>
internal sealed record Mistake(Place Place, string Message)
{
    public override string ToString() => $"{Place}: error: {Message}";
}
