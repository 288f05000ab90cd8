using System.Collections.Immutable;
using Clade.Checkpoints;
using Clade.Storage;

namespace Clade.Trials;

/// <summary>Reports, saves when told to, and ends the attempt when told to.</summary>
internal sealed class AttemptReporter(
    IAttemptLink link, CheckpointStore checkpoints, AttemptOrder order, string? checkpointFolder)
{
    private readonly Lock _reporting = new();
    private Configuration? _watched;
    private Exception? _failure;

    public CheckpointStore Checkpoints { get; } = checkpoints;

    public long Sequence { get; private set; }

    public double LearningRateFactor { get; private set; } = order.LearningRateFactor;

    public string? CheckpointFolder { get; } = checkpointFolder;

    public CancellationToken CancellationToken => link.CancellationToken;

    /// <summary>Whether the training function was told to end.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Whether it was told to end only for now.</summary>
    public bool IsToGoOnLater { get; private set; }

    /// <summary>Why saving failed, if it did: nothing can be reported after that.</summary>
    public Exception? SaveFailure => _failure;

    /// <summary>What the training function has not read, for an attempt that ended after its first report.</summary>
    public ImmutableArray<string>? UnreadAtEnd => Sequence == 1 && !IsToGoOnLater ? Unread() : null;

    /// <summary>The training function gets this instance: what it reads of it is told to the driver.</summary>
    public void Watch(Configuration watched) => _watched = watched;

    public void Report(Metrics metrics, Action<string>? save)
    {
        if (!_reporting.TryEnter())
        {
            throw new InvalidOperationException(
                "Report was called while another report of this trial waits for its answer. One report is one " +
                "iteration: report from one place, after the iteration is complete.");
        }

        try
        {
            if (HasLeft) throw new TrialEndedException();
            if (_failure is not null) throw new CladeException(
                $"Nothing can be reported after a checkpoint could not be saved: {_failure.Message}", _failure);

            ReportSize.Require(metrics);
            Sequence++;
            // By then it has been once around its loop, wherever in it the report stands.
            var unread = Sequence == 2 ? Unread() : null;
            Obey(link.Report(Sequence, metrics, save is not null, unread), save);
        }
        finally
        {
            _reporting.Exit();
        }
    }

    private void Obey(AttemptAnswer answer, Action<string>? save)
    {
        while (answer.Kind == ReplyKind.Save)
        {
            answer = link.Saved(Sequence, Save(answer.Checkpoint!.Value, save!));
        }

        if (answer.Kind == ReplyKind.Continue)
        {
            LearningRateFactor = answer.LearningRateFactor;
            return;
        }

        HasLeft = true;
        IsToGoOnLater = answer.Kind == ReplyKind.Yield;
        throw new TrialEndedException();
    }

    // After a restore, what shaped the model need not be read again: it lies in the checkpoint.
    private ImmutableArray<string>? Unread() =>
        order.Checkpoint is null && _watched is { Unread: { IsEmpty: false } unread }
            ? ReportSize.Fitting(unread)
            : null;

    private long Save(CheckpointId id, Action<string> save)
    {
        try
        {
            using var saving = Checkpoints.BeginSave(id);
            Call(save, saving.Folder);
            return saving.Publish(order.Config).Bytes;
        }
        catch (Exception e)
        {
            // The driver waits for a checkpoint that will not come: whatever the training function makes of the
            // exception, this attempt has failed.
            _failure = e;
            throw;
        }
    }

    // A save that may not write somewhere is the user's to mend. That no room is left concerns every trial.
    private static void Call(Action<string> save, string folder)
    {
        try
        {
            save(folder);
        }
        catch (IOException e) when (StoreFailure.IsDiskFull(e))
        {
            throw StoreFailure.FromSystem(folder, "save the checkpoint", e);
        }
    }
}
