using System.Collections.Immutable;

namespace Clade;

/// <summary>What TPE keeps between proposals: where trials lie, and room to compute in.</summary>
internal sealed class TpeMemory
{
    private readonly Dictionary<int, (Configuration Config, double[] Place)> _places = [];

    public TpeMemory(SearchSpace space, bool isMultivariate)
    {
        Encoding = new SpaceEncoding(space);
        Groups = [.. TpeGroup.Of(Encoding, isMultivariate)];
    }

    public SpaceEncoding Encoding { get; }

    public ImmutableArray<TpeGroup> Groups { get; }

    /// <summary>Where a trial lies.</summary>
    public double[] PlaceOf(Observation observation)
    {
        // The same number may come with another configuration: a trial of Population Based Training changes its own.
        if (_places.TryGetValue(observation.Trial, out var kept) && ReferenceEquals(kept.Config, observation.Config))
        {
            return kept.Place;
        }

        var place = Encoding.Encode(observation.Config);
        _places[observation.Trial] = (observation.Config, place);
        return place;
    }
}
