using Clade.Trials;

namespace Clade;

/// <summary>The training function's side of a trial: its configuration, its checkpoint, and where it reports.</summary>
/// <remarks>
/// Of one attempt, and of one thread at a time: <see cref="Report(object, Action{string}?)"/> does not return before
/// it is answered.
/// </remarks>
public class Trial
{
    private readonly AttemptOrder _order;
    private readonly AttemptReporter _reporter;

    internal Trial(AttemptOrder order, AttemptReporter reporter)
    {
        _order = order;
        _reporter = reporter;
    }

    /// <summary>The trial's number; it keeps it through every exploit and every attempt.</summary>
    public TrialId Id => _order.Trial;

    /// <summary>How often a worker began to serve this trial before.</summary>
    /// <value>0 for the first attempt.</value>
    public int Attempt => _order.Attempt;

    /// <summary>The hyperparameters to train with, in this attempt. They never change within an attempt.</summary>
    /// <remarks>
    /// Clade notes which of them are read, and warns (<c>never-read</c>) about those that were not when the first trial
    /// reports for the second time, or ends. Looking at all of them counts as reading each; printing this does not.
    /// </remarks>
    public Configuration Config => _order.Config;

    /// <summary>Iterations done: those of the checkpoint that was restored, and the reports since.</summary>
    /// <value>0 on a fresh start.</value>
    public long Iteration => _order.Iteration + _reporter.Sequence;

    /// <summary>
    /// A seed for the training function's own random numbers, the same in every attempt of this trial.
    /// </summary>
    /// <value>At least 0. Derived from the experiment's seed and the trial's number.</value>
    public int Seed => (int)(_order.Seed & int.MaxValue);

    /// <summary>What to multiply the learning rate by in the next iteration: below 1 while a cool-down lasts.</summary>
    /// <value>In (0, 1]; 1 without a cool-down (see <see cref="PopulationBasedTraining.CoolDown"/>).</value>
    public double LearningRateFactor => _reporter.LearningRateFactor;

    /// <summary>
    /// What to do to the weights once the checkpoint is restored: the population was restarted.
    /// </summary>
    /// <value>
    /// None almost always; only with <see cref="PopulationBasedTraining.Restart"/>, in attempts that begin from a
    /// checkpoint of before the restart.
    /// </value>
    /// <remarks>Reset the optimiser's state as well.</remarks>
    public WeightRestart? Restart => _order.Restart;

    /// <summary>
    /// Cancelled when the attempt is to end before its next report; reports then end it by an exception.
    /// </summary>
    public CancellationToken CancellationToken => _reporter.CancellationToken;

    /// <summary>
    /// The GPUs of this attempt, as <c>CUDA_VISIBLE_DEVICES</c> names them; empty if it asked for none.
    /// </summary>
    public IReadOnlyList<string> Gpus => _order.Gpus;

    /// <summary>The CPUs of this attempt, by number; empty if it asked for none.</summary>
    public IReadOnlyList<int> Cpus => _order.Cpus;

    /// <summary>Loads the checkpoint that this attempt goes on from, if there is one.</summary>
    /// <param name="load">
    /// Gets the checkpoint's folder, with the files that <c>save</c> wrote there. It must not change them.
    /// </param>
    /// <returns>
    /// Whether there was a checkpoint; false on a fresh start, and then <paramref name="load"/> is not called.
    /// </returns>
    public bool Restore(Action<string> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        if (_reporter.CheckpointFolder is not { } folder) return false;

        load(folder);
        return true;
    }

    /// <summary>Reports one training iteration and waits for the answer.</summary>
    /// <param name="metrics">
    /// An object whose public properties are numbers, such as <c>new { val_accuracy = 0.98 }</c>, or a dictionary from
    /// names to numbers. NaN and infinities are allowed; they rank last.
    /// </param>
    /// <param name="save">
    /// Writes a checkpoint into the folder that it gets. Called if and only if a checkpoint is needed now.
    /// </param>
    /// <exception cref="ArgumentException">A metric is no number, or there is none.</exception>
    /// <exception cref="OperationCanceledException">
    /// The attempt is over: the trial yields or stops. Let it pass, so that the training function ends.
    /// </exception>
    public void Report(object metrics, Action<string>? save = null) =>
        _reporter.Report(MetricsReader.Read(metrics), save);

    /// <summary>Reports one training iteration; completes with the answer.</summary>
    /// <param name="metrics">As for <see cref="Report(object, Action{string}?)"/>.</param>
    /// <param name="save">
    /// Writes a checkpoint into the folder that it gets; called if and only if one is needed now.
    /// </param>
    /// <exception cref="ArgumentException">A metric is no number, or there is none.</exception>
    /// <exception cref="OperationCanceledException">The attempt is over; let it pass.</exception>
    public Task ReportAsync(object metrics, Func<string, Task>? save = null)
    {
        var read = MetricsReader.Read(metrics);
        Action<string>? blocking = save is null ? null : folder => save(folder).GetAwaiter().GetResult();
        return Task.Run(() => _reporter.Report(read, blocking));
    }
}
