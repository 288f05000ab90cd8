using System.Collections.Immutable;

namespace Clade.Experiments;

/// <summary>Collects the commands of one step; each is applied at once, so that the next decision sees it.</summary>
internal sealed class Decider(ExperimentSettings settings, ExperimentState state)
{
    private readonly ImmutableArray<Command>.Builder _commands = ImmutableArray.CreateBuilder<Command>();

    public ExperimentSettings Settings { get; } = settings;

    public ExperimentState State { get; private set; } = state;

    public ImmutableArray<Command> Commands => _commands.ToImmutable();

    /// <summary>Whether something was decided after which a waiting trial may find room.</summary>
    public bool MadeRoom { get; set; }

    public void Emit(Command command)
    {
        _commands.Add(command);
        State = CommandFold.Apply(State, command);
        MadeRoom |= command is Release or CreateTrial or ExploitDonor;
    }

    /// <summary>Lets the trial train its next iteration; or leave, if the user paused it.</summary>
    public void Continue(TrialId id)
    {
        if (State.IsPausedByUser(id))
        {
            LeaveSaved(id);
            return;
        }

        var factor = Settings.Scheduler.LearningRateFactor(Settings, State, State[id]);
        Reply(id, ReplyKind.Continue, factor);
    }

    /// <summary>Lets the trial leave its worker, to go on later.</summary>
    public void Yield(TrialId id) => Reply(id, ReplyKind.Yield);

    /// <summary>The trial waits without a worker; if it can, it saves first.</summary>
    public void LeaveSaved(TrialId id)
    {
        var trial = State[id];
        if (!trial.Attempt!.CanSave)
        {
            WarnOnce(
                "paused-without-checkpoint",
                $"Trial {id} is paused at iteration {trial.Iteration} without a checkpoint, because its report " +
                "came without a way to save one: it begins anew if it goes on. Pass save: to every Report.",
                id);
        }

        if (!Save(id, SavePurpose.Yield)) Yield(id);
    }

    /// <summary>
    /// Has a checkpoint taken now, unless there is one of this very iteration; says which is the case.
    /// </summary>
    /// <returns>True if the trial saves and answers later; false if there is nothing to wait for.</returns>
    public bool Save(TrialId id, SavePurpose purpose, EndTrial? end = null)
    {
        var trial = State[id];
        var attempt = trial.Attempt!;
        var name = new CheckpointId(id, attempt.Number, trial.Iteration);
        if (!attempt.CanSave || (!trial.Checkpoints.IsEmpty && trial.Checkpoints[0] == name)) return false;

        Emit(new Answer(id, attempt.Number, attempt.Sequence, ReplyKind.Save, name, purpose, end));
        return true;
    }

    /// <summary>The trial has reached its end: what it has is saved first.</summary>
    public void End(TrialId id, TrialStatus status, string reason)
    {
        var end = new EndTrial(id, status, reason);
        if (Save(id, SavePurpose.End, end)) return;

        Emit(end);
        if (State[id].Attempt is { Phase: AttemptPhase.Reporting }) Reply(id, ReplyKind.Stop);
    }

    /// <summary>Gives a warning, unless one of that code was given before.</summary>
    public void WarnOnce(string code, string message, TrialId? trial = null)
    {
        if (!State.Warned.Contains(code)) Emit(new Warn(code, message, trial));
    }

    /// <summary>Where the decisions of this step stand; see <see cref="TakeBack"/>.</summary>
    public (ExperimentState State, int Commands) Mark() => (State, _commands.Count);

    /// <summary>Undecides everything since a mark.</summary>
    public void TakeBack((ExperimentState State, int Commands) mark)
    {
        State = mark.State;
        _commands.Count = mark.Commands;
    }

    /// <summary>
    /// A user's function threw: the experiment ends as failed, but in order, because no trial is at fault. Decisions
    /// that are due are taken, each trial saves at its next report and leaves, and a resume with the function mended
    /// goes on from there.
    /// </summary>
    public void FailInOrder(string reason)
    {
        if (State.Closing is null or { Status: ExperimentStatus.Interrupted })
        {
            Emit(new CloseExperiment(ExperimentStatus.Failed, reason));
        }
    }

    /// <summary>A mistake in the set-up makes going on pointless: everything ends now.</summary>
    public void Fail(string reason)
    {
        if (State.Closing is { Status: ExperimentStatus.Failed }) return;

        Emit(new CloseExperiment(ExperimentStatus.Failed, reason));
        foreach (var id in State.Live)
        {
            var attempt = State[id].Attempt!;
            if (attempt.Phase == AttemptPhase.Reporting) Reply(id, ReplyKind.Stop);
            else if (!attempt.Killed) Emit(new KillAttempt(id, attempt.Number, "the experiment ended"));
        }
    }

    private void Reply(TrialId id, ReplyKind kind, double learningRateFactor = 1)
    {
        var attempt = State[id].Attempt!;
        Invariant.Require(attempt.Phase == AttemptPhase.Reporting, $"trial {id} is {attempt.Phase}");
        Emit(new Answer(id, attempt.Number, attempt.Sequence, kind, LearningRateFactor: learningRateFactor));
    }
}
