using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>The hyperparameters that a model can choose, as coordinates.</summary>
/// <remarks>
/// Numbers and ordered lists on their domain's own scale, where exploring may move them; choices and booleans as
/// categories. Structural ones, constants and functions are none of the model's business.
/// </remarks>
internal sealed class ModelSpace
{
    public ModelSpace(SearchSpace space, SearchSpace? mutations)
    {
        var all = space.Parameters.Where(static parameter => !parameter.IsStructural)
            .Where(static parameter => parameter.Domain is not FunctionDomain)
            .Select(parameter => MutationOf(parameter, mutations)).OfType<Dimension>().ToList();
        Numbers = [.. all.Where(static dimension => !dimension.IsCategorical)];
        Categories = [.. all.Where(static dimension => dimension.IsCategorical)];
    }

    public ImmutableArray<Dimension> Numbers { get; }

    public ImmutableArray<Dimension> Categories { get; }

    /// <summary>The places of the numbers in [0, 1], from a given index on; NaN for what is turned off.</summary>
    public double[] PlaceOf(Configuration config, int offset)
    {
        var place = new double[offset + Numbers.Length];
        for (var i = 0; i < Numbers.Length; i++)
        {
            place[offset + i] = Inside(Numbers[i], config) is { } value ? Numbers[i].Encode(value) : double.NaN;
        }

        return place;
    }

    /// <summary>The options of the categories; -1 for what is turned off.</summary>
    public int[] OptionsOf(Configuration config) =>
        [.. Categories.Select(category => Inside(category, config) is { } value ? (int)category.Encode(value) : -1)];

    private static Dimension? MutationOf(Parameter parameter, SearchSpace? mutations) =>
        mutations is null ? Dimension.Of(parameter)
        : mutations.Find(parameter.Name) is { } mutation ? Dimension.Of(parameter with { Domain = mutation.Domain })
        : null;

    // A configuration may have values that the mutations never give: the nearest one stands for them.
    private static HyperparameterValue? Inside(Dimension dimension, Configuration config) =>
        config.Find(dimension.Name) is { } value
            ? dimension.Parameter.Domain.Clip(dimension.Parameter.Domain.Coerce(value))
            : null;
}
