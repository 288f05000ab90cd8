using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>A space, flattened and checked: what <see cref="SearchSpace"/> works with once it is used.</summary>
internal sealed class SpaceModel
{
    private readonly FrozenDictionary<string, Parameter> _byName;
    private readonly FrozenDictionary<string, ImmutableArray<Condition>> _groups;

    private SpaceModel(
        ImmutableArray<Parameter> parameters, Dictionary<string, ImmutableArray<Condition>> groups,
        ImmutableArray<string> mistakes)
    {
        Parameters = parameters;
        Mistakes = mistakes;
        _byName = parameters.ToFrozenDictionary(static parameter => parameter.Name, StringComparer.Ordinal);
        _groups = groups.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>What is wrong with the space; empty for a good one.</summary>
    public ImmutableArray<string> Mistakes { get; }

    public static SpaceModel Of(SearchSpace space)
    {
        var builder = new SpaceModelBuilder(space.Subjects);
        builder.Add(space.Entries, scope: "", outer: [], isStructural: false);
        return new SpaceModel(builder.Parameters, builder.Groups, builder.Mistakes);
    }

    public Parameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The conditions of a nested space; none if there is no such nested space.</summary>
    public ImmutableArray<Condition>? ConditionsOfGroup(string name) =>
        _groups.TryGetValue(name, out var conditions) ? conditions : null;
}
