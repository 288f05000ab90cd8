using System.Collections.Immutable;

namespace Clade.Cli.TuneFiles;

/// <summary>A <c>tune.yaml</c>, or an option that stands for a part of it, is wrong: every mistake at once.</summary>
internal sealed class TuneFileException : CladeException
{
    public TuneFileException(params IEnumerable<Mistake> mistakes)
        : this([.. mistakes])
    {
    }

    private TuneFileException(ImmutableArray<Mistake> mistakes)
        : base(string.Join(Environment.NewLine, mistakes)) => Mistakes = mistakes;

    /// <summary>At least one.</summary>
    public ImmutableArray<Mistake> Mistakes { get; }
}
