using System.Collections.Immutable;

namespace Clade.GaussianProcesses;

/// <summary>What the kernel compares of two places of an encoded space.</summary>
/// <remarks>
/// A number is its coordinate, an option without an order its index. Where a number may be turned off there is a second
/// feature: turned off means the middle of the range, moved out of the range sideways. So two places where it is off
/// are equal in it, one where it is on is apart from one where it is off, and squared distances stay those of points
/// in a Euclidean space, without which there is no kernel. An option that is turned off is one more option.
/// </remarks>
internal sealed class FeatureMap
{
    private const double OffPlace = 0.5;

    // A quarter of the range's square apart from the middle, a half from its ends.
    private const double OffDisplacement = 0.5;
    private const double OffOption = -1;

    private readonly ImmutableArray<bool> _isCategorical;
    private readonly ImmutableArray<int> _switchFeatures;

    /// <param name="encoding">The space.</param>
    /// <param name="hasResource">Whether places have the resource as one more coordinate, at the end.</param>
    public FeatureMap(SpaceEncoding encoding, bool hasResource)
        : this(
            Flags(encoding, hasResource, static dimension => dimension.IsCategorical),
            Flags(encoding, hasResource, static dimension => dimension.Parameter.IsConditional))
    {
    }

    /// <param name="isCategorical">For each coordinate, whether its values have no order.</param>
    /// <param name="isConditional">For each coordinate, whether it may be turned off.</param>
    public FeatureMap(ImmutableArray<bool> isCategorical, ImmutableArray<bool> isConditional)
    {
        _isCategorical = isCategorical;
        var groups = Enumerable.Range(0, isCategorical.Length).ToList();
        var switches = new int[isCategorical.Length];
        for (var i = 0; i < switches.Length; i++)
        {
            var hasSwitch = isConditional[i] && !isCategorical[i];
            switches[i] = hasSwitch ? groups.Count : -1;
            if (hasSwitch) groups.Add(i);
        }

        _switchFeatures = [.. switches];
        Groups = [.. groups];
    }

    /// <summary>How many coordinates a place has; each has a scale of its own.</summary>
    public int Dimensions => _isCategorical.Length;

    /// <summary>
    /// For each feature the coordinate whose scale it shares. The first features are the coordinates.
    /// </summary>
    public ImmutableArray<int> Groups { get; }

    public int Count => Groups.Length;

    public bool IsCategorical(int feature) => feature < Dimensions && _isCategorical[feature];

    /// <summary>Writes the features of a place, whose coordinates are NaN where turned off.</summary>
    public void Write(ReadOnlySpan<double> place, Span<double> features)
    {
        for (var i = 0; i < place.Length; i++)
        {
            var isOff = double.IsNaN(place[i]);
            features[i] = isOff ? _isCategorical[i] ? OffOption : OffPlace : place[i];
            if (_switchFeatures[i] is >= 0 and var at) features[at] = isOff ? OffDisplacement : 0;
        }
    }

    private static ImmutableArray<bool> Flags(SpaceEncoding encoding, bool hasResource, Func<Dimension, bool> flag)
    {
        var flags = encoding.Dimensions.Select(flag);
        return hasResource ? [.. flags, false] : [.. flags];
    }
}
