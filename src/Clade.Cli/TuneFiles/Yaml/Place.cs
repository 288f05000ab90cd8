namespace Clade.Cli.TuneFiles;

/// <summary>Where something was written.</summary>
/// <param name="Source">A file as the user named it, or an option with its value.</param>
/// <param name="Line">From 1 on; 0 where the source has no lines.</param>
/// <param name="Column">From 1 on.</param>
internal readonly record struct Place(string Source, int Line = 0, int Column = 0)
{
    /// <summary>As compilers write it, so that editors jump there: <c>tune.yaml:7:5</c>.</summary>
    public override string ToString() => Line == 0 ? Source : FormattableString.Invariant($"{Source}:{Line}:{Column}");
}
