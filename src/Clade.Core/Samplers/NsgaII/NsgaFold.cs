using System.Collections.Immutable;
using Clade.MultiObjective;

namespace Clade.NsgaII;

/// <summary>The population as a function of the observations.</summary>
internal sealed class NsgaFold(NsgaIISampler options, SearchSpace space)
    : GenerationFold<ImmutableArray<NsgaIndividual>>
{
    public SpaceEncoding Encoding { get; } = new(space);

    protected override int StartOf(ImmutableArray<Observation> observations) => 0;

    protected override ImmutableArray<NsgaIndividual> Begin(ReadOnlySpan<Observation> before) => [];

    protected override int SizeOf(ImmutableArray<NsgaIndividual> state) => state.IsEmpty ? options.PopulationSize : 1;

    protected override ImmutableArray<NsgaIndividual> Step(
        ImmutableArray<NsgaIndividual> state, ReadOnlySpan<Observation> generation)
    {
        var all = state.ToList();
        foreach (var observation in generation) all.Add(IndividualOf(observation));
        return Best(all, options.PopulationSize);
    }

    /// <summary>Those of the best fronts; of the last front that fits in part, those with the most room.</summary>
    internal static ImmutableArray<NsgaIndividual> Best(IReadOnlyList<NsgaIndividual> all, int count)
    {
        var losses = all.Select(static individual => individual.Losses).ToArray();
        var fronts = Dominance.Fronts(losses);
        var crowding = Dominance.Crowding(losses, fronts);
        return
        [
            .. all.Select((individual, i) => individual with { Front = fronts[i], Crowding = crowding[i] })
                .OrderBy(static individual => individual.Front).ThenByDescending(static i => i.Crowding)
                .ThenBy(static individual => individual.Trial).Take(count),
        ];
    }

    private NsgaIndividual IndividualOf(Observation observation)
    {
        // A trial that failed has no outcome, whatever it reported before.
        var losses = observation.Score.IsUsable
            ? Dominance.LossesOf(observation.Metrics, options.Wanted.Items)
            : null;
        if (losses is null)
        {
            losses = new double[options.Wanted.Items.Length];
            Array.Fill(losses, double.PositiveInfinity);
        }

        return new NsgaIndividual(
            observation.Trial, observation.Config, Encoding.Encode(observation.Config), losses);
    }
}
