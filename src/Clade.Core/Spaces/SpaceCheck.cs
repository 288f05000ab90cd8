using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>Whether a configuration lies in a space, and how to complete one.</summary>
internal static class SpaceCheck
{
    public static IReadOnlyList<string> Mistakes(SearchSpace space, Configuration config)
    {
        var mistakes = UnknownNames(space, config);
        var before = Configuration.Empty;
        foreach (var parameter in space.Parameters)
        {
            var isOn = parameter.IsOn(before);
            var value = config.Find(parameter.Name);
            if (value is { } present) before = before.With(parameter.Name, present);

            var mistake = (isOn, value) switch
            {
                (true, null) => $"{parameter.Subject} is missing. Give it a value of {parameter.Domain.Describe()}.",
                (true, { } given) => Outside(parameter, given),
                (false, { } given) => TurnedOff(parameter, given),
                _ => null,
            };
            if (mistake is not null) mistakes.Add(mistake);
        }

        return mistakes;
    }

    /// <summary>What is wrong with given values, whatever is drawn for the others.</summary>
    public static IReadOnlyList<string> MistakesOfPartial(SearchSpace space, Configuration partial)
    {
        var mistakes = UnknownNames(space, partial);
        foreach (var parameter in space.Parameters)
        {
            if (partial.Find(parameter.Name) is not { } given) continue;

            if (Outside(parameter, parameter.Domain.Coerce(given)) is { } outside) mistakes.Add(outside);
            mistakes.AddRange(parameter.Conditions.OfType<ValueCondition>()
                .Where(condition => !IsMet(space, condition, partial))
                .Select(condition => $"{parameter.Subject}: {given.ToLiteral()} is given, but it exists only when " +
                    $"{condition.Describe()}. Give such a value too, or leave '{parameter.Name}' out."));
        }

        return mistakes;
    }

    public static Configuration Complete(
        SearchSpace space, Configuration partial, KeyedRandom random, Configuration preferred)
    {
        var mistakes = MistakesOfPartial(space, partial).ToImmutableArray();
        if (!mistakes.IsEmpty) throw new SearchSpaceException("The given configuration", mistakes);

        var config = Configuration.Empty;
        foreach (var parameter in space.Parameters)
        {
            var given = partial.Find(parameter.Name);
            if (parameter.IsOn(config))
            {
                config = config.With(parameter.Name, given is { } kept
                    ? parameter.Domain.Coerce(kept)
                    : preferred.Find(parameter.Name) ?? parameter.Draw(config, random));
            }
            else if (given is { } superfluous)
            {
                throw new SearchSpaceException(TurnedOff(parameter, superfluous));
            }
        }

        return config;
    }

    private static List<string> UnknownNames(SearchSpace space, Configuration config) =>
        [.. config.Keys.Where(name => space.Find(name) is null).Select(space.Unknown)];

    private static string? Outside(Parameter parameter, HyperparameterValue value) =>
        parameter.Domain.Refuse(value) is { } reason
            ? $"{parameter.Subject}: {value.ToLiteral()} {reason}. Use a value of {parameter.Domain.Describe()}, or " +
                "widen it."
            : null;

    private static string TurnedOff(Parameter parameter, HyperparameterValue value) =>
        $"{parameter.Subject}: {value.ToLiteral()} is given, but it exists only when " +
        $"{string.Join(" and ", parameter.Conditions.Select(static c => c.Describe()))}. Leave it out, or change " +
        "what it depends on.";

    private static bool IsMet(SearchSpace space, ValueCondition condition, Configuration partial) =>
        partial.Find(condition.Name) is { } value
        && condition.Values.Contains(space.Find(condition.Name)!.Domain.Coerce(value));
}
