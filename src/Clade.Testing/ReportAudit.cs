using Clade.Experiments;

namespace Clade.Testing;

/// <summary>
/// Books about reports and attempts that are kept apart from the engine's: each report counts once, for the attempt
/// that is live, and is credited to the configuration that the attempt trains with.
/// </summary>
internal sealed class ReportAudit(Objective objective)
{
    private readonly List<Account> _accounts = [];
    private long _reports;

    /// <summary>Begins anew from a journal: what was not in it when the driver was killed never happened.</summary>
    public void Rebuild(IEnumerable<JournalEntry> journal)
    {
        _accounts.Clear();
        _reports = 0;
        foreach (var entry in journal) Enter(entry.Event, entry.Commands);
    }

    /// <summary>Enters a step into the books, and compares the engine's state with them.</summary>
    public void Check(ExperimentState before, ExperimentEvent happened, StepResult result)
    {
        Enter(happened, result.Commands);
        var state = result.State;
        if (state.ReportCount != _reports)
        {
            throw new InvariantViolationException(
                $"{_reports} reports came from live attempts, but {state.ReportCount} are counted");
        }

        for (var i = 0; i < state.Trials.Count; i++)
        {
            if (i >= before.Trials.Count || !ReferenceEquals(before.Trials[i], state.Trials[i]))
            {
                _accounts[i].Compare(state.Trials[i]);
            }
        }

        // Only its checkpoint changes when that is found damaged.
        var isNew = state.Best is not null && state.Best with { Checkpoint = before.Best?.Checkpoint } != before.Best;
        if (isNew) _accounts[state.Best!.Trial.Value].Compare(state.Best);
    }

    private void Enter(ExperimentEvent happened, IEnumerable<Command> commands)
    {
        switch (happened)
        {
            case Opened:
                foreach (var account in _accounts) account.IsLive = false;
                break;
            case Reported e when LiveAccount(e.Trial, e.Attempt) is { } account && e.Sequence == account.Sequence + 1:
                _reports++;
                account.Sequence++;
                account.Iteration++;
                account.Metrics = e.Metrics;
                account.Score = e.Metrics.TryGetValue(objective.Metric, out var metric)
                    ? objective.Score(metric)
                    : Score.Worst;
                break;
            case AttemptEnded e when LiveAccount(e.Trial, e.Attempt) is { } account:
                account.IsLive = false;
                break;
            case CheckpointDamaged e when LiveAccount(e.Trial, e.Attempt) is { } account:
                account.IsLive = false;
                break;
        }

        foreach (var command in commands)
        {
            switch (command)
            {
                case CreateTrial:
                    _accounts.Add(new Account());
                    break;
                case StartAttempt start:
                    _accounts[start.Trial.Value].Start(start);
                    break;
                case ExploitDonor { Record: var record }:
                    _accounts[record.Victim.Value].IsGivenUp = true;
                    break;
                case Reconfigure c:
                    _accounts[c.Trial.Value].IsGivenUp = true;
                    break;
            }
        }
    }

    private Account? LiveAccount(TrialId trial, int attempt)
    {
        var account = trial.Value < _accounts.Count ? _accounts[trial.Value] : null;
        return account is { IsLive: true } && account.Attempt == attempt ? account : null;
    }

    private sealed class Account
    {
        private StartAttempt? _order;

        public int Attempt => _order?.Attempt ?? -1;

        public bool IsLive { get; set; }

        /// <summary>The trial took over another checkpoint or configuration since the attempt began.</summary>
        public bool IsGivenUp { get; set; }

        public long Sequence { get; set; }

        public long Iteration { get; set; }

        public Metrics? Metrics { get; set; }

        public Score Score { get; set; } = Score.Worst;

        public void Start(StartAttempt order)
        {
            if (IsLive)
            {
                throw new InvariantViolationException(
                    $"trial {order.Trial} gets attempt {order.Attempt} while attempt {Attempt} is live");
            }

            (_order, IsLive, IsGivenUp, Sequence, Iteration) = (order, true, false, 0, order.Iteration);
        }

        public void Compare(TrialState trial)
        {
            Require(trial, trial.Attempt is not null == IsLive, IsLive ? "has a live attempt" : "has none");
            Require(trial, Equals(trial.LastMetrics, Metrics), $"reported {Metrics} last");
            Require(trial, trial.Score.Equals(Score), $"earned {Score.Value} last");
            if (!IsLive) return;

            var attempt = trial.Attempt!;
            Require(trial, attempt.Number == Attempt, $"is in attempt {Attempt}");
            Require(trial, attempt.Sequence == Sequence, $"has made {Sequence} reports in this attempt");
            if (IsGivenUp) return;

            Require(trial, trial.Iteration == Iteration, $"is at iteration {Iteration}");
            Require(trial, trial.Config.Equals(_order!.Config), $"trains with {_order.Config}");
        }

        public void Compare(BestUnit best)
        {
            if (best.Score.Equals(Score) && best.Iteration == Iteration && best.Config.Equals(_order!.Config)) return;
            throw new InvariantViolationException(
                $"the best is said to be {best.Score.Value} at iteration {best.Iteration} of trial {best.Trial} with " +
                $"{best.Config}, but that trial earned {Score.Value} at {Iteration} with {_order!.Config}");
        }

        private static void Require(TrialState trial, bool isSo, string what)
        {
            if (isSo) return;
            throw new InvariantViolationException(
                $"the books say that trial {trial.Id} {what}, but the state says otherwise: attempt " +
                $"{trial.Attempt?.Number}, report {trial.Attempt?.Sequence}, iteration {trial.Iteration}, score " +
                $"{trial.Score.Value}, {trial.Config}");
        }
    }
}
