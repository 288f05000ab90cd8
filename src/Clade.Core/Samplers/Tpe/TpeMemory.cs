using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade;

/// <summary>What TPE keeps between proposals: where trials lie, and room to compute in.</summary>
internal sealed class TpeMemory
{
    private readonly SearchSpace _space;
    private readonly Dictionary<int, (Configuration Config, double[] Place)> _places = [];

    private TpeMemory(SearchSpace space, bool isMultivariate)
    {
        (_space, IsMultivariate) = (space, isMultivariate);
        Encoding = new SpaceEncoding(space);
        Groups = [.. TpeGroup.Of(Encoding, isMultivariate)];
    }

    public SpaceEncoding Encoding { get; }

    public ImmutableArray<TpeGroup> Groups { get; }

    private bool IsMultivariate { get; }

    public static TpeMemory Of(ProposalRequest request, bool isMultivariate)
    {
        var slot = request.Memory.Of(static () => new Slot());
        return slot.Memory is { } kept && kept._space == request.Space && kept.IsMultivariate == isMultivariate
            ? kept
            : slot.Memory = new TpeMemory(request.Space, isMultivariate);
    }

    /// <summary>Where a trial lies.</summary>
    public double[] PlaceOf(Observation observation)
    {
        if (_places.TryGetValue(observation.Trial, out var kept) && ReferenceEquals(kept.Config, observation.Config))
        {
            return kept.Place;
        }

        var place = Encoding.Encode(observation.Config);
        _places[observation.Trial] = (observation.Config, place);
        return place;
    }

    private sealed class Slot
    {
        public TpeMemory? Memory { get; set; }
    }
}
