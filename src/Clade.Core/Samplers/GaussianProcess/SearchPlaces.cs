using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.GaussianProcesses;

/// <summary>The places of an encoded space that a search may visit: on the grid where there is one.</summary>
/// <remarks>A full place has a value in every coordinate; what the others turn off is NaN in a switched one.</remarks>
internal sealed class SearchPlaces
{
    private readonly SpaceEncoding _encoding;
    private readonly KeyedRandom _random;
    private readonly ImmutableArray<double[]> _values;

    // For each coordinate the conditions, as which values of which other one; none where only the space itself knows.
    private readonly ImmutableArray<(int Parent, bool[] IsOn)[]>? _conditions;
    private readonly bool _isConditional;

    /// <param name="encoding">The space.</param>
    /// <param name="random">
    /// Draws what has no coordinate, when a condition can only be asked with a configuration.
    /// </param>
    public SearchPlaces(SpaceEncoding encoding, KeyedRandom random)
    {
        (_encoding, _random) = (encoding, random);
        _values = [.. encoding.Dimensions.Select(ValuesOf)];
        _isConditional = encoding.Dimensions.Any(static dimension => dimension.Parameter.IsConditional);
        _conditions = _isConditional ? ConditionsOf() : null;
    }

    public int Count => _values.Length;

    public bool IsCategorical(int dimension) => _encoding.Dimensions[dimension].IsCategorical;

    /// <summary>The coordinates that there are, in order; none for a continuum.</summary>
    public ReadOnlySpan<double> Values(int dimension) => _values[dimension];

    /// <summary>The full place that stands for a point of the unit cube.</summary>
    public void FromUnit(ReadOnlySpan<double> point, Span<double> place)
    {
        for (var i = 0; i < place.Length; i++)
        {
            place[i] = IsCategorical(i)
                ? Math.Min((int)(point[i] * _values[i].Length), _values[i].Length - 1)
                : Snap(i, point[i]);
        }
    }

    /// <summary>The nearest coordinate that there is.</summary>
    public double Snap(int dimension, double coordinate) => _values[dimension].Length == 0
        ? Math.Clamp(coordinate, 0, 1)
        : _values[dimension][IndexOf(dimension, coordinate)];

    /// <summary>Which of <see cref="Values"/> is nearest.</summary>
    public int IndexOf(int dimension, double coordinate)
    {
        var values = _values[dimension];
        var at = Array.BinarySearch(values, coordinate);
        if (at >= 0) return at;
        var above = ~at;
        if (above == 0) return 0;
        if (above == values.Length) return values.Length - 1;
        return coordinate - values[above - 1] <= values[above] - coordinate ? above - 1 : above;
    }

    /// <summary>Writes a full place with NaN for what is turned off there.</summary>
    public void SwitchOff(ReadOnlySpan<double> full, Span<double> switched)
    {
        full.CopyTo(switched);
        if (!_isConditional) return;
        if (_conditions is not { } conditions)
        {
            var back = _encoding.Encode(_encoding.Decode(full, _random));
            for (var i = 0; i < switched.Length; i++)
            {
                if (double.IsNaN(back[i])) switched[i] = double.NaN;
            }

            return;
        }

        for (var i = 0; i < switched.Length; i++)
        {
            foreach (var (parent, isOn) in conditions[i])
            {
                // A parent comes first, and where it is turned off it meets no condition.
                if (double.IsNaN(switched[parent])
                    || !isOn[IndexOf(parent, switched[parent])]) switched[i] = double.NaN;
            }
        }
    }

    public Configuration Decode(ReadOnlySpan<double> full)
    {
        var switched = new double[full.Length];
        SwitchOff(full, switched);
        return _encoding.Decode(switched, _random);
    }

    private static double[] ValuesOf(Dimension dimension)
    {
        if (dimension.IsCategorical) return [.. Enumerable.Range(0, dimension.Count)
            .Select(static index => (double)index)];
        return dimension.Count == 0
            ? []
            : [.. dimension.Parameter.Domain.AllValues!.Value.Select(dimension.Encode).Order()];
    }

    private ImmutableArray<(int Parent, bool[] IsOn)[]>? ConditionsOf()
    {
        var all = new List<(int Parent, bool[] IsOn)[]>();
        foreach (var dimension in _encoding.Dimensions)
        {
            var own = new List<(int Parent, bool[] IsOn)>();
            foreach (var condition in dimension.Parameter.Conditions)
            {
                if (condition is not ValueCondition given) return null;
                var parent = _encoding.Dimensions.ToList().FindIndex(other => other.Name == given.Name);
                if (parent < 0 || _values[parent].Length == 0) return null;
                var values = _encoding.Dimensions[parent].Parameter.Domain.AllValues!.Value;
                own.Add((parent, [.. values.Select(value => given.Values.Contains(value))]));
            }

            all.Add([.. own]);
        }

        return [.. all];
    }
}
