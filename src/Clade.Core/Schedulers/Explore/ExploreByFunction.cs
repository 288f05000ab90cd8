using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>Runs a user's explore function, and puts its result right or refuses it.</summary>
internal static class ExploreByFunction
{
    // A hyperparameter's name has no white space, so this stream is the function's own.
    private const string Stream = "explore function";

    /// <summary>Changes a configuration by a function.</summary>
    /// <param name="function">The user's function.</param>
    /// <param name="input">What it gets; its random numbers are forked for it.</param>
    /// <param name="before">How the configuration that it gets came about.</param>
    /// <param name="isStrict">Whether a result outside the space is refused rather than put right.</param>
    public static ExploreResult Run(
        ExploreFunction function, ExploreInput input, ExploreResult before, bool isStrict)
    {
        var (donor, space, random) = (input.Donor, input.Space, input.Random);
        var proposed = Call(function, input with { Random = random.Fork(Stream) });
        RefuseStructuralChanges(donor, proposed, space);

        var corrections = new List<Correction>();
        var config = PutRight(proposed, before.Config, space, random, corrections);
        if (isStrict && corrections.Count > 0)
        {
            throw new SearchSpaceException(
                "The explore function's configuration",
                [.. corrections.Select(static c => $"{c.Mistake}. {c.Remedy}")]);
        }

        RefuseStructuralChanges(donor, config, space);
        return new ExploreResult(
            config, Changes(donor, before, proposed, config, space),
            [.. before.Warnings, .. corrections.Select(static c => $"{c.Mistake}; {c.Consequence}. {c.Remedy}")]);
    }

    private static Configuration Call(ExploreFunction function, ExploreInput input)
    {
        try
        {
            return function(input) ?? throw new SearchSpaceException(
                "The explore function returned null, and a trial can't train without a configuration. Return " +
                "the donor's to leave it as it is.");
        }
        catch (Exception exception) when (exception is not SearchSpaceException)
        {
            throw new SearchSpaceException(
                $"The explore function threw {exception.GetType().Name}: {exception.Message} Mend it, or use " +
                "Explore.PerturbOrResample.", exception);
        }
    }

    private static void RefuseStructuralChanges(Configuration donor, Configuration proposed, SearchSpace space)
    {
        var mistakes = space.StructuralNames.Where(name => donor.Find(name) != proposed.Find(name)).Select(name =>
            $"Hyperparameter '{name}': the explore function changed it from {Text(donor.Find(name))} to " +
            $"{Text(proposed.Find(name))}, but it is structural: the donor's weights would not fit. Leave it as it is.")
            .ToImmutableArray();
        if (!mistakes.IsEmpty) throw new SearchSpaceException("The explore function's configuration", mistakes);
    }

    /// <summary>The nearest configuration that lies in the space.</summary>
    private static Configuration PutRight(
        Configuration proposed, Configuration before, SearchSpace space, KeyedRandom random,
        List<Correction> corrections)
    {
        corrections.AddRange(proposed.Where(item => space.Find(item.Key) is null).Select(item => new Correction(
            $"Hyperparameter '{item.Key}': the explore function gave {item.Value.ToLiteral()}, but the search space " +
            $"has no such hyperparameter, only {Literal.List(space.Names)}",
            "the value was dropped", "Correct the name.")));
        var config = Configuration.Empty;
        foreach (var parameter in space.Parameters)
        {
            var value = proposed.Find(parameter.Name);
            if (parameter.IsOn(config))
            {
                config = config.With(parameter.Name, parameter.IsStructural && value is { } kept
                    ? kept
                    : PutRight(parameter, value, config, before.Find(parameter.Name), random, corrections));
            }
            else if (value is { } superfluous)
            {
                corrections.Add(new Correction(
                    $"{parameter.Subject}: the explore function gave {superfluous.ToLiteral()}, but its condition " +
                    "turns it off",
                    "the value was dropped", "Leave it out."));
            }
        }

        return config;
    }

    private static HyperparameterValue PutRight(
        Parameter parameter, HyperparameterValue? proposed, Configuration config, HyperparameterValue? before,
        KeyedRandom random, List<Correction> corrections)
    {
        // What the function's other choices turned on had no value before, so none can be missed.
        if (proposed is null && before is null) return parameter.Draw(config, random);

        if (proposed is not { } given)
        {
            corrections.Add(new Correction(
                $"{parameter.Subject}: the explore function gave no value, though it exists",
                $"{before!.Value.ToLiteral()} was kept", "Return the configuration with that value too."));
            return before.Value;
        }

        var coerced = parameter.Domain.Coerce(given);
        if (parameter.Domain.Refuse(coerced) is not { } reason) return coerced;

        var replacement = parameter.Domain.Clip(coerced);
        var value = replacement ?? before ?? parameter.Draw(config, random);
        corrections.Add(new Correction(
            $"{parameter.Subject}: the explore function gave {given.ToLiteral()}, which {reason}",
            replacement is null ? $"{value.ToLiteral()} was used" : $"it was clipped to {value.ToLiteral()}",
            "Call space.Clip for values that may leave their range."));
        return value;
    }

    private static ImmutableArray<HyperparameterChange> Changes(
        Configuration donor, ExploreResult before, Configuration proposed, Configuration config, SearchSpace space)
    {
        var earlier = before.Changes.ToDictionary(static change => change.Name, StringComparer.Ordinal);
        return
        [
            .. space.Parameters.Select(static parameter => parameter.Name)
                .Where(name => donor.ContainsKey(name) || config.ContainsKey(name))
                .Select(name => new HyperparameterChange(name, donor.Find(name), config.Find(name), OperationOf(
                    earlier.GetValueOrDefault(name), proposed.Find(name), donor.Find(name), config.Find(name)))),
        ];
    }

    private static string OperationOf(
        HyperparameterChange? earlier, HyperparameterValue? proposed, HyperparameterValue? old,
        HyperparameterValue? result)
    {
        if (earlier is not null && earlier.New == result) return earlier.Operation;
        if (result is null) return Operation.TurnedOff;
        if (old is null && proposed is null) return Operation.TurnedOn;

        var first = earlier is null or { Operation: Operation.Inherited } ? "" : $"{earlier.Operation}, ";
        var isClipped = proposed is { } given && !given.IsSameNumberOrEqual(result.Value);
        return $"{first}{Operation.Function}{(isClipped ? Operation.Clipped : "")}";
    }

    private static string Text(HyperparameterValue? value) => value is { } some ? some.ToLiteral() : "nothing";

    /// <summary>Something that was put right.</summary>
    /// <param name="Mistake">What the function did, and why that is one.</param>
    /// <param name="Consequence">What was done about it.</param>
    /// <param name="Remedy">What to write instead.</param>
    private sealed record Correction(string Mistake, string Consequence, string Remedy);
}
