using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>A list of values: unordered, ordered, or one axis of a grid.</summary>
/// <param name="Options">The values, in the order of declaration.</param>
internal abstract record ListDomain(ImmutableArray<HyperparameterValue> Options) : ValueDomain
{
    public override ImmutableArray<HyperparameterValue>? AllValues => Options;

    protected abstract string Name { get; }

    public override IEnumerable<string> Mistakes()
    {
        if (Options.IsEmpty)
        {
            yield return $"the {Name} has no values, so there is nothing to choose. Give at least one.";
        }

        for (var i = 1; i < Options.Length; i++)
        {
            var value = Options[i];
            if (Options[..i].Any(earlier => earlier.IsSameNumberOrEqual(value)))
            {
                yield return $"the {Name} holds {value.ToLiteral()} twice, which would make it likelier and its " +
                    "index ambiguous. Remove one.";
            }
        }
    }

    public override HyperparameterValue Draw(Configuration before, KeyedRandom random) =>
        Options[random.NextIndex(Options.Length)];

    public override string? Refuse(HyperparameterValue value) =>
        Options.Contains(value) ? null : $"is none of {Literal.List(Options)}";

    public override HyperparameterValue Coerce(HyperparameterValue value)
    {
        foreach (var option in Options)
        {
            if (option.IsSameNumberOrEqual(value)) return option;
        }

        return value;
    }

    public override HyperparameterValue? Clip(HyperparameterValue value)
    {
        var coerced = Coerce(value);
        if (Contains(coerced)) return coerced;
        var numbers = Options.Where(static option => option.IsNumber).ToList();
        return value.IsNumber && numbers.Count > 0
            ? numbers.MinBy(option => Math.Abs(option.ToDouble() - value.ToDouble()))
            : default(HyperparameterValue?);
    }

    // A record would compare the array by reference.
    public virtual bool Equals(ListDomain? other) =>
        base.Equals(other) && Options.AsSpan().SequenceEqual(other.Options.AsSpan());

    public override int GetHashCode() => Options.Length;

    internal override string Describe() =>
        $"{Name} [{string.Join(", ", Options.Select(static option => option.ToLiteral()))}]";
}

/// <summary>Values without an order.</summary>
/// <param name="Options">The values.</param>
internal sealed record ChoiceDomain(ImmutableArray<HyperparameterValue> Options) : ListDomain(Options)
{
    protected override string Name => "choice";
}

/// <summary>Values with neighbours.</summary>
/// <param name="Options">The values, from one end to the other.</param>
internal sealed record OrderedDomain(ImmutableArray<HyperparameterValue> Options) : ListDomain(Options)
{
    protected override string Name => "ordered";
}

/// <summary>Values that are all tried in turn.</summary>
/// <param name="Options">The values, in the order in which they are tried.</param>
internal sealed record GridDomain(ImmutableArray<HyperparameterValue> Options) : ListDomain(Options)
{
    protected override string Name => "grid";
}
