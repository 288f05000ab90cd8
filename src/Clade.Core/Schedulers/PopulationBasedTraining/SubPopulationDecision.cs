using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>
/// A generation of a population whose parts decide at different frequencies (MF-PBT, Doulazmi et al., RLC 2025).
/// </summary>
internal static class SubPopulationDecision
{
    /// <summary>A quarter each to be copied, to stay, to take over from others, and to copy.</summary>
    public const int MembersMin = 4;

    /// <summary>The part that a trial belongs to; it stays so when an experiment is extended by trials.</summary>
    public static int PartOf(PopulationBasedTraining pbt, TrialId trial) => trial.Value % pbt.SubPopulations.Length;

    /// <summary>Whether a part decides in a generation.</summary>
    public static bool IsDue(PopulationBasedTraining pbt, int part, int generation) =>
        (generation + 1) % pbt.SubPopulations[part] == 0;

    /// <returns>All exploits of the generation, taken from one state.</returns>
    /// <param name="pbt">The options.</param>
    /// <param name="decider">The state, and where warnings go.</param>
    /// <param name="deciding">Those that have arrived or wait to be revived; others are only ranked.</param>
    /// <param name="all">The whole population.</param>
    /// <exception cref="CladeException">A user's function threw.</exception>
    public static List<ExploitRecord> Take(
        PopulationBasedTraining pbt, Decider decider, IReadOnlyList<TrialState> deciding, Population all)
    {
        var states = deciding.ToDictionary(static trial => trial.Id);
        var records = new List<ExploitRecord>();
        for (var part = 0; part < pbt.SubPopulations.Length; part++)
        {
            var own = all.Among(trial => PartOf(pbt, trial) == part);
            var cut = own.QuantileSize(pbt.QuantileFraction);
            records.AddRange(own.Best.Where(static member => member.Unit is null)
                .Select(member => Revive(pbt, decider, states[member.Trial], own, all, records))
                .OfType<ExploitRecord>());
            if (!IsDue(pbt, part, decider.State.Generation)) continue;

            var living = own.Best.Where(member => member.Unit is not null && states.ContainsKey(member.Trial))
                .ToArray();
            records.AddRange(living.Where(member => own.RankOf(member) > own.Count - cut)
                .Select(member => CopyInside(pbt, decider, states[member.Trial], member, own, cut, all, records))
                .OfType<ExploitRecord>());
            records.AddRange(living
                .Where(member => own.RankOf(member) > Math.Max(cut, own.Count - (2 * cut))
                    && own.RankOf(member) <= own.Count - cut)
                .Select(member => CopyOutsider(pbt, decider, states[member.Trial], member, own, cut, all))
                .OfType<ExploitRecord>());
        }

        return records;
    }

    /// <summary>A failed trial starts again as soon as there is a generation, whatever its part's period.</summary>
    private static ExploitRecord? Revive(
        PopulationBasedTraining pbt, Decider decider, TrialState trial, Population own, Population all,
        IReadOnlyList<ExploitRecord> decided)
    {
        var random = KeyedRandom.For(
            decider.Settings.Seed, RandomPurpose.Donor, trial.Id.Value, ExploitDecision.KeyOf(trial));
        var donor = TruncationSelection.DrawFromTop(own, own.QuantileSize(pbt.QuantileFraction), random)
            ?? TruncationSelection.DrawFromTop(all, all.QuantileSize(pbt.QuantileFraction), random);
        return donor is null ? null : ExploitDecision.Explored(pbt, decider, trial, all, donor, decided);
    }

    /// <summary>The worst quarter copies the best, rank by rank.</summary>
    private static ExploitRecord? CopyInside(
        PopulationBasedTraining pbt, Decider decider, TrialState trial, Member member, Population own, int cut,
        Population all, IReadOnlyList<ExploitRecord> decided)
    {
        var top = own.Best.Take(cut).Where(static other => other.CanDonate).ToArray();
        if (top.Length == 0) return null;

        var donor = top[(own.RankOf(member) - 1 - (own.Count - cut)) % top.Length];
        return ExploitDecision.IsWorthIt(pbt, member, donor)
            ? ExploitDecision.Explored(pbt, decider, trial, all, donor, decided)
            : null;
    }

    /// <summary>The quarter before the worst takes over the weights of the best outsiders that are better.</summary>
    private static ExploitRecord? CopyOutsider(
        PopulationBasedTraining pbt, Decider decider, TrialState trial, Member member, Population own, int cut,
        Population all)
    {
        var part = PartOf(pbt, member.Trial);
        var place = own.RankOf(member) - 1 - Math.Max(cut, own.Count - (2 * cut));
        var donor = all.Donors.Where(other => PartOf(pbt, other.Trial) != part).ElementAtOrDefault(place);
        if (donor is null || !ExploitDecision.IsWorthIt(pbt, member, donor)) return null;

        // What decides rarely knows what pays late: its configuration is worth more than that of one who is quick.
        var isDonorSlower = pbt.SubPopulations[part] < pbt.SubPopulations[PartOf(pbt, donor.Trial)];
        var explored = isDonorSlower
            ? ExploreResult.Inherit(donor.Unit!.Config)
            : Graft.Run(
                donor.Unit!.Config, own.Best[0].Unit?.Config ?? trial.Config, decider.Settings.Space, pbt.Mutations);
        return ExploitDecision.Record(decider, trial, all, donor, explored);
    }
}
