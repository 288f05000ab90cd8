using System.Collections.Immutable;

namespace Clade;

/// <summary>What a trial of an earlier experiment came to: its configuration, and what it reported.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Metrics">The metrics: the objective's at least.</param>
public sealed record EarlierTrial(Configuration Config, Metrics Metrics)
{
    /// <summary>The configuration.</summary>
    public Configuration Config { get; init; } = Config ?? throw new ArgumentNullException(nameof(Config));

    /// <summary>The metrics.</summary>
    public Metrics Metrics { get; init; } = Metrics ?? throw new ArgumentNullException(nameof(Metrics));

    /// <summary>The outcome of a configuration: <c>EarlierTrial.Of(config, ("loss", 0.25))</c>.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="metrics">Names with values.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice.</exception>
    public static EarlierTrial Of(Configuration config, params IEnumerable<(string Name, double Value)> metrics) =>
        new(config, new Metrics(metrics.Select(static item => KeyValuePair.Create(item.Name, item.Value))));

    /// <summary>The trial as one of another space: one that was made wider, narrower or larger since.</summary>
    /// <param name="space">The space.</param>
    /// <param name="defaults">
    /// What the earlier experiment had for hyperparameters that were none then; empty by default.
    /// </param>
    /// <returns>
    /// The trial with every value moved to the nearest one of the space, without hyperparameters that are none any
    /// more or are turned off, and with the defaults where one is missing. A value that is moved keeps its outcome,
    /// which was another's: that is right where the space is only a little narrower.
    /// </returns>
    /// <exception cref="SearchSpaceException">
    /// A hyperparameter is missing and has no default, or nothing of the space is near a value; all are listed.
    /// </exception>
    public EarlierTrial FittedTo(SearchSpace space, Configuration? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        var mistakes = ImmutableArray.CreateBuilder<string>();
        var fitted = Configuration.Empty;
        foreach (var parameter in space.Parameters.Where(parameter => parameter.IsOn(fitted)))
        {
            if ((Config.Find(parameter.Name) ?? defaults?.Find(parameter.Name)) is not { } value)
            {
                mistakes.Add($"{parameter.Subject} is missing in {Config}. Give the value that it had in defaults.");
            }
            else if (parameter.Domain.Clip(parameter.Domain.Coerce(value)) is { } near)
            {
                fitted = fitted.With(parameter.Name, near);
            }
            else
            {
                mistakes.Add($"{parameter.Subject}: {value.ToLiteral()} {parameter.Domain.Refuse(value)}, and " +
                    "nothing is near it. Leave the trial out.");
            }
        }

        return mistakes.Count == 0
            ? this with { Config = fitted }
            : throw new SearchSpaceException("The earlier trial", mistakes.ToImmutable());
    }

    /// <summary>Why it is none of a space; empty when it is.</summary>
    internal IReadOnlyList<string> Mistakes(SearchSpace space) => space.Mistakes(ConfigIn(space));

    /// <summary>The configuration with the space's kinds of values: an integer may stand for a float.</summary>
    internal Configuration ConfigIn(SearchSpace space) => new(Config.Select(item => KeyValuePair.Create(
        item.Key, space.Find(item.Key)?.Domain.Coerce(item.Value) ?? item.Value)));
}
