namespace Clade.Cli.TuneFiles;

/// <summary>How a file calls what <see cref="Search"/> makes.</summary>
internal static class DomainWords
{
    /// <summary>The methods of <see cref="Search"/> with their words.</summary>
    public static IReadOnlyDictionary<string, string> OfMethods { get; } = new Dictionary<string, string>
    {
        [nameof(Search.Uniform)] = "uniform",
        [nameof(Search.LogUniform)] = "log_uniform",
        [nameof(Search.Normal)] = "normal",
        [nameof(Search.RandInt)] = "randint",
        [nameof(Search.LogRandInt)] = "log_randint",
        [nameof(Search.Choice)] = "choice",
        [nameof(Search.Ordered)] = "ordered",
        [nameof(Search.Grid)] = "grid",
        [nameof(Search.Boolean)] = "boolean",
        [nameof(Search.Constant)] = "constant",
    };
}
