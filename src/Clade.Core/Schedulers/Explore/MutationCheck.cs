using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>Whether mutations fit a search space; asked before an experiment starts.</summary>
internal static class MutationCheck
{
    /// <summary>Every mistake: which hyperparameter, why, remedy. Empty when all is well.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="mutations">What changes; none for the whole space.</param>
    public static IReadOnlyList<string> Mistakes(SearchSpace space, SearchSpace? mutations)
    {
        if (!space.DefinitionMistakes.IsEmpty) return space.DefinitionMistakes;
        if (mutations is { DefinitionMistakes.IsEmpty: false })
        {
            return [.. mutations.DefinitionMistakes.Select(static mistake => $"Mutations: {mistake}")];
        }

        return
        [
            .. mutations?.Parameters.Select(mutation => MistakeOf(space, mutation)).OfType<string>()
                .Select(static mistake => $"Mutations: {mistake}") ?? [],
            .. space.Parameters.Where(static parameter => parameter.IsStructural)
                .SelectMany(parameter => SwitchesOf(space, mutations, parameter).Select(other =>
                    $"{parameter.Subject} is structural, but exploring could turn it off or on by changing " +
                    $"'{other}', and the donor's weights would not fit. Mark '{other}' as structural too.")),
        ];
    }

    private static string? MistakeOf(SearchSpace space, Parameter mutation)
    {
        if (space.Find(mutation.Name) is not { } parameter) return space.Unknown(mutation.Name);

        if (parameter.IsStructural)
        {
            return $"{parameter.Subject} is structural, so exploring never changes it: the donor's weights would not " +
                "fit. Leave it out of the mutations.";
        }

        if (mutation.Domain is GridDomain)
        {
            return $"{parameter.Subject}: {mutation.Domain.Describe()} is never explored, because a grid's values " +
                "are tried in turn. Use Search.Choice or Search.Ordered, or leave it out of the mutations.";
        }

        return Misfit(parameter.Domain, mutation.Domain) is { } reason
            ? $"{parameter.Subject}: {mutation.Domain.Describe()} does not fit {parameter.Domain.Describe()}, " +
                $"because {reason}. Give it values that lie in the search space."
            : null;
    }

    private static string? Misfit(ValueDomain space, ValueDomain mutation) => (space, mutation) switch
    {
        (FunctionDomain, _) or (_, FunctionDomain) => null,
        (RealDomain a, RealDomain b) => a.Low < b.High && b.Low < a.High ? null : "the ranges do not meet",
        (IntegerDomain a, IntegerDomain b) => a.Low <= b.Last && b.Low <= a.Last ? null : "the ranges do not meet",
        (_, RealDomain) => "it gives floats",
        (_, IntegerDomain) => "it gives integers",
        _ => Outsiders(space, mutation) is { Count: > 0 } outsiders ? $"{Literal.List(outsiders)} can't occur" : null,
    };

    private static List<HyperparameterValue> Outsiders(ValueDomain space, ValueDomain mutation) =>
        [.. mutation.AllValues!.Value.Where(value => !space.Contains(space.Coerce(value)))];

    /// <summary>The hyperparameters that may change and turn a structural one off.</summary>
    private static IEnumerable<string> SwitchesOf(SearchSpace space, SearchSpace? mutations, Parameter structural) =>
        structural.Conditions.OfType<ValueCondition>()
            .Select(condition => space.Find(condition.Name)!)
            .Where(other => !other.IsStructural && (mutations is null || mutations.Find(other.Name) is not null))
            .Where(static other => other.Domain is not (ConstantDomain or GridDomain))
            .Select(static other => other.Name);
}
