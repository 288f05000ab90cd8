using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade;

/// <summary>Hyperparameters that are on together: they are modelled together, from the trials that have them.</summary>
internal sealed class TpeGroup
{
    private TpeGroup(IReadOnlyList<int> indices, SpaceEncoding encoding)
    {
        Indices = [.. indices];
        Name = encoding.Dimensions[indices[0]].Name;
        Good = new ParzenMixture(Indices, encoding.Dimensions);
        Others = new ParzenMixture(Indices, encoding.Dimensions);
    }

    /// <summary>Which coordinates these are.</summary>
    public ImmutableArray<int> Indices { get; }

    /// <summary>The first hyperparameter: no other group has it.</summary>
    public string Name { get; }

    public ParzenMixture Good { get; }

    public ParzenMixture Others { get; }

    /// <summary>The groups of a space, in the order of their first hyperparameters.</summary>
    public static IEnumerable<TpeGroup> Of(SpaceEncoding encoding, bool isMultivariate)
    {
        var groups = new List<List<int>>();
        for (var i = 0; i < encoding.Dimensions.Length; i++)
        {
            var conditions = encoding.Dimensions[i].Parameter.Conditions;
            var group = isMultivariate
                ? groups.Find(g => AreSame(encoding.Dimensions[g[0]].Parameter.Conditions, conditions))
                : null;
            if (group is null) groups.Add([i]);
            else group.Add(i);
        }

        return groups.Select(group => new TpeGroup(group, encoding));
    }

    private static bool AreSame(ImmutableArray<Condition> left, ImmutableArray<Condition> right) =>
        left.Length == right.Length && left.Zip(right).All(static pair => pair switch
        {
            (ValueCondition a, ValueCondition b) => a.Name == b.Name && a.Values.ToHashSet().SetEquals(b.Values),
            // Whether two functions agree can't be known; of a nested space it is the same one.
            var (a, b) => a.Equals(b),
        });
}
