using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade;

/// <summary>All combinations of a grid.</summary>
/// <param name="Space">The space.</param>
/// <param name="Combinations">The values; those of functions are absent, because they are drawn for each trial.</param>
/// <param name="Mistakes">Why there is no grid; empty when there is one.</param>
internal sealed record GridPlan(
    SearchSpace Space, ImmutableArray<Configuration> Combinations, ImmutableArray<string> Mistakes)
{
    private static string TooMany =>
        $"The grid has more than {Literal.Of(GridLimits.CombinationsMax)} combinations, which nobody waits for. " +
        "Lower the resolutions, shorten the lists, or use RandomSampler.";

    public static GridPlan Of(SearchSpace space, IReadOnlyDictionary<string, int> resolutions)
    {
        var mistakes = resolutions.Keys.Where(name => space.Find(name) is null).Select(space.Unknown).ToList();
        var axes = space.Parameters
            .Select(parameter => AxisOf(space, parameter, resolutions, mistakes)).ToImmutableArray();
        if (mistakes.Count > 0) return new GridPlan(space, [], [.. mistakes]);

        try
        {
            return Combine(space, axes) is { } combinations
                ? new GridPlan(space, combinations, [])
                : new GridPlan(space, [], [TooMany]);
        }
        catch (SearchSpaceException exception)
        {
            return new GridPlan(space, [], [.. exception.Mistakes]);
        }
    }

    /// <summary>The values of one parameter; none for a function.</summary>
    private static ImmutableArray<HyperparameterValue>? AxisOf(
        SearchSpace space, Parameter parameter, IReadOnlyDictionary<string, int> resolutions, List<string> mistakes)
    {
        mistakes.AddRange(parameter.Conditions.OfType<ValueCondition>()
            .Where(condition => space.Find(condition.Name)!.Domain is FunctionDomain)
            .Select(condition => $"{parameter.Subject}: its condition depends on the function '{condition.Name}', so " +
                "the grid's size would depend on chance. Use a condition on other hyperparameters, or RandomSampler."));

        var domain = parameter.Domain;
        if (resolutions.TryGetValue(parameter.Name, out var resolution))
        {
            if (domain is FloatDomain or IntegerDomain) return domain.Spread(resolution);
            mistakes.Add($"{parameter.Subject}: {domain.Describe()} can't have a resolution " +
                $"({Literal.Of(resolution)}), because only ranges can be divided. Leave the resolution out.");
            return null;
        }

        if (domain is FunctionDomain) return null;
        if (domain.AllValues is { } values) return values;

        mistakes.Add(domain is NormalDomain
            ? $"{parameter.Subject}: {domain.Describe()} can't be in a grid, because it has no ends. Use Uniform " +
                "with a resolution, or Grid with the values to try."
            : $"{parameter.Subject}: {domain.Describe()} has too many values for a grid. Add Resolutions = {{ " +
                $"[\"{parameter.Name}\"] = 5 }}, give it a quantum, or use RandomSampler.");
        return null;
    }

    /// <summary>Every combination, in order; none when there are too many.</summary>
    private static ImmutableArray<Configuration>? Combine(
        SearchSpace space, ImmutableArray<ImmutableArray<HyperparameterValue>?> axes)
    {
        List<Configuration> combinations = [Configuration.Empty];
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] is not { } values) continue;

            var parameter = space.Parameters[i];
            combinations = combinations
                .SelectMany(before => parameter.IsOn(before)
                    ? values.Select(value => before.With(parameter.Name, value))
                    : [before])
                .Take(GridLimits.CombinationsMax + 1)
                .ToList();
        }

        return combinations.Count <= GridLimits.CombinationsMax ? [.. combinations] : null;
    }
}
