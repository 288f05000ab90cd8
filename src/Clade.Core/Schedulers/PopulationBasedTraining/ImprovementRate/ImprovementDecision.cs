using System.Collections.Immutable;
using System.Globalization;
using Clade.Experiments;

namespace Clade.Schedulers;

/// <summary>
/// A generation of a population whose parent sub-populations are selected by how fast their weights improve (FIRE PBT,
/// Dalibard and Jaderberg, 2021).
/// </summary>
internal sealed class ImprovementDecision
{
    private readonly PopulationBasedTraining _pbt;
    private readonly FasterImprovementRate _rate;
    private readonly Decider _decider;
    private readonly Population _all;
    private readonly TrialState[] _deciding;
    private readonly HashSet<TrialId> _arrived;
    private readonly ImmutableArray<RatedMember>[] _rated;
    private readonly CurveBook _curves;
    private readonly List<ExploitRecord> _selected = [];

    private ImprovementDecision(
        PopulationBasedTraining pbt, FasterImprovementRate rate, Decider decider, IReadOnlyList<TrialState> arrived)
    {
        (_pbt, _rate, _decider) = (pbt, rate, decider);
        var state = decider.State;
        _all = Population.Of(pbt, state);
        _deciding = [.. arrived.Concat(Population.Revivable(pbt, state)).OrderBy(static trial => trial.Id)];
        _arrived = [.. arrived.Select(static trial => trial.Id)];
        _curves = new CurveBook(state);
        _rated =
        [
            .. Enumerable.Range(ImprovementParts.FirstParents, rate.ParentSizes.Length)
                .Select(part => ImprovementRanking.Of(rate, state, part, _curves)),
        ];
    }

    /// <summary>The sub-populations select, then evaluations are judged, then free evaluators get new ones.</summary>
    /// <returns>Those that go on with another's weights.</returns>
    /// <exception cref="CladeException">A user's function threw.</exception>
    public static HashSet<TrialId> Carry(
        PopulationBasedTraining pbt, FasterImprovementRate rate, Decider decider, IReadOnlyList<TrialState> arrived)
    {
        var first = decider.State.SegmentCount;
        var decision = new ImprovementDecision(pbt, rate, decider, arrived);
        decision.Select();
        new Evaluations(pbt, rate, decider, decision._all, decision._arrived, decision._curves).Judge();
        decision.Assign();
        return [.. decider.State.Trials.Where(trial => trial.Segment >= first).Select(static trial => trial.Id)];
    }

    private void Select()
    {
        var greedy = _all.Among(trial => PartOf(trial) == ImprovementParts.Greedy);
        foreach (var trial in DecidingIn(ImprovementParts.Greedy))
        {
            // A failed one of a sub-population that has nothing to copy any more takes whatever is best.
            var from = trial.HasEnded && greedy.Donors.IsEmpty ? _all : greedy;
            if (ExploitDecision.Take(_pbt, _decider, trial, from, _selected) is { } record) _selected.Add(record);
        }

        for (var part = ImprovementParts.FirstParents; part <= ImprovementParts.LastParents(_rate); part++)
        {
            SelectFastest(RatedIn(part));
            Mend(part);
        }

        // Those that failed first, because they may copy from other parts, where donors may copy in their turn; then
        // the worst: a donor ranks above all who copy it, so each gives what it had before it copies itself.
        foreach (var record in _selected
            .OrderByDescending(record => _all.State[record.Victim].HasEnded)
            .ThenByDescending(static record => record.VictimRank))
        {
            _decider.Emit(new ExploitDonor(record, _decider.State.SegmentCount));
        }
    }

    /// <summary>Of a parent sub-population's members that are evaluated the slowest copy the fastest.</summary>
    private void SelectFastest(ImmutableArray<RatedMember> rated)
    {
        var cut = Math.Min((int)Math.Ceiling(rated.Length * _pbt.QuantileFraction), rated.Length / 2);
        var donors = rated.Take(cut).Where(static member => member.CanDonate).ToArray();
        for (var place = rated.Length - cut; place < rated.Length; place++)
        {
            var slow = rated[place];
            if (!_arrived.Contains(slow.Trial.Id) || donors.Length == 0) continue;

            var index = RandomFor(slow.Trial).NextIndex(donors.Length);
            if (!donors[index].IsFasterThan(slow)) continue;

            var record = Explored(slow.Trial, _all.Find(donors[index].Trial));
            _selected.Add(record with
            {
                VictimRank = place + 1,
                DonorRank = rated.IndexOf(donors[index]) + 1,
                PopulationSize = rated.Length,
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"improvement rate {slow.Rate:g4}, and {donors[index].Rate:g4} of trial {donors[index].Trial.Id}"),
            });
        }
    }

    /// <summary>Members of a parent sub-population that failed or diverged copy one that is all right.</summary>
    private void Mend(int part)
    {
        var broken = DecidingIn(part)
            .Where(static trial => trial.HasEnded || trial.Ready is not { Score.IsUsable: true });
        foreach (var trial in broken)
        {
            var fastest = RatedIn(part).FirstOrDefault(static member => member.CanDonate);
            var own = _all.Donors.Where(member => PartOf(member.Trial) == part).ToArray();
            var random = RandomFor(trial);
            var donor = fastest is not null ? _all.Find(fastest.Trial)
                : own.Length > 0 ? own[random.NextIndex(own.Length)]
                : TruncationSelection.DrawFromTop(_all, _all.QuantileSize(_pbt.QuantileFraction), random);
            if (donor is not null) _selected.Add(Explored(trial, donor));
        }
    }

    /// <summary>Every free evaluator evaluates the member that waits longest, if there is one.</summary>
    private void Assign()
    {
        foreach (var evaluator in DecidingIn(ImprovementParts.Evaluators))
        {
            if (_decider.State[evaluator.Id].Evaluation is not null) continue;

            var pair = Waiting().Select(parent => (Parent: parent, Child: ChildFor(parent)))
                .FirstOrDefault(static pair => pair.Child is not null);
            if (pair is { Parent: { } parent, Child: { } child }) Evaluate(evaluator, parent, child);
        }
    }

    /// <summary>The members of parent sub-populations that could be evaluated, who waits longest first.</summary>
    private IEnumerable<TrialState> Waiting()
    {
        var state = _decider.State;
        var evaluated = state.Trials.Where(static trial => trial.Evaluation is not null)
            .Select(static trial => trial.Evaluation!.Parent).ToHashSet();
        // Whoever copied in this generation has no weights of its own to evaluate.
        return state.Trials
            .Where(trial => PartOf(trial.Id) >= ImprovementParts.FirstParents && _arrived.Contains(trial.Id)
                && trial.Ready is { Checkpoint: not null, Score.IsUsable: true } && !evaluated.Contains(trial.Id))
            .OrderBy(static trial => trial.WaitsSince).ThenBy(static trial => trial.Id);
    }

    /// <summary>The best of the sub-population below that was not perturbed in this generation.</summary>
    private TrialState? ChildFor(TrialState parent)
    {
        var part = PartOf(parent.Id) - 1;
        var best = part == ImprovementParts.Greedy ? [] : RatedIn(part).Select(static member => member.Trial.Id);
        return best.Concat(_all.Best.Where(member => PartOf(member.Trial) == part && member.Score.IsUsable)
                .Select(static member => member.Trial))
            .Where(id => _arrived.Contains(id) && _selected.All(record => record.Victim != id))
            .Select(id => _decider.State[id]).FirstOrDefault();
    }

    private void Evaluate(TrialState evaluator, TrialState parent, TrialState child)
    {
        var donor = _all.Find(_all.State[parent.Id]);
        var config = Graft.Run(donor.Unit!.Config, child.Config, _decider.Settings.Space, _pbt.Mutations);
        var record = ExploitDecision.Record(_decider, evaluator, _all, donor, config) with
        {
            Note = $"evaluates trial {parent.Id} with the hyperparameters of trial {child.Id}",
            Evaluation = new EvaluationState(
                parent.Id, parent.Segment, child.Id, child.Segment, donor.Unit.Time),
        };
        _decider.Emit(new ExploitDonor(record, _decider.State.SegmentCount));
    }

    private ExploitRecord Explored(TrialState trial, Member donor) =>
        ExploitDecision.Explored(_pbt, _decider, trial, _all, donor, _selected);

    private KeyedRandom RandomFor(TrialState trial) => KeyedRandom.For(
        _decider.Settings.Seed, RandomPurpose.Donor, trial.Id.Value, ExploitDecision.KeyOf(trial));

    private int PartOf(TrialId trial) => ImprovementParts.PartOf(_rate, trial);

    private IEnumerable<TrialState> DecidingIn(int part) => _deciding.Where(trial => PartOf(trial.Id) == part);

    private ImmutableArray<RatedMember> RatedIn(int part) => _rated[part - ImprovementParts.FirstParents];
}
