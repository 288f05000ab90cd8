using Clade.Driver;
using Clade.Spaces;

namespace Clade;

/// <summary>Tunes hyperparameters: hand it a training function, get back the best configuration.</summary>
/// <remarks>
/// A training function that runs in worker processes must be a static method, or a lambda or local function that
/// captures nothing: the worker is this very program, started again without running <c>Main</c>, and finds the function
/// by name.
/// </remarks>
public static class Tune
{
    /// <summary>Runs an experiment whose search space is a record of yours.</summary>
    /// <typeparam name="TConfig">
    /// A record whose constructor's parameters carry attributes such as <see cref="UniformAttribute"/>.
    /// </typeparam>
    /// <param name="train">Trains and reports, iteration by iteration.</param>
    /// <param name="options">What to do.</param>
    /// <param name="cancellationToken">Stops orderly: every trial saves, and the experiment can be resumed.</param>
    /// <returns>The result, once all trials have ended.</returns>
    /// <exception cref="CladeException">
    /// Something in the set-up is wrong; the message says what, why, and what to do.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; everything is saved.</exception>
    public static Task<TuneResult<TConfig>> RunAsync<TConfig>(
        Action<Trial<TConfig>> train, TuneOptions options, CancellationToken cancellationToken = default)
        where TConfig : notnull =>
        RunTypedAsync<TConfig>(train, options, cancellationToken);

    /// <inheritdoc cref="RunAsync{TConfig}(Action{Trial{TConfig}}, TuneOptions, CancellationToken)"/>
    public static Task<TuneResult<TConfig>> RunAsync<TConfig>(
        Func<Trial<TConfig>, Task> train, TuneOptions options, CancellationToken cancellationToken = default)
        where TConfig : notnull =>
        RunTypedAsync<TConfig>(train, options, cancellationToken);

    /// <summary>Runs an experiment over <see cref="TuneOptions.Space"/>.</summary>
    /// <param name="train">Trains and reports, iteration by iteration.</param>
    /// <param name="options">What to do.</param>
    /// <param name="cancellationToken">Stops orderly: every trial saves, and the experiment can be resumed.</param>
    /// <returns>The result, once all trials have ended.</returns>
    /// <exception cref="CladeException">
    /// Something in the set-up is wrong; the message says what, why, and what to do.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; everything is saved.</exception>
    public static Task<TuneResult> RunAsync(
        Action<Trial> train, TuneOptions options, CancellationToken cancellationToken = default) =>
        RunUntypedAsync(train, options, cancellationToken);

    /// <inheritdoc cref="RunAsync(Action{Trial}, TuneOptions, CancellationToken)"/>
    public static Task<TuneResult> RunAsync(
        Func<Trial, Task> train, TuneOptions options, CancellationToken cancellationToken = default) =>
        RunUntypedAsync(train, options, cancellationToken);

    /// <summary>
    /// Goes on with an experiment that was interrupted, crashed, killed or has ended, from what its folder holds.
    /// </summary>
    /// <typeparam name="TConfig">The record that the experiment began with.</typeparam>
    /// <param name="train">Trains and reports, iteration by iteration.</param>
    /// <param name="folder">The experiment's folder, as <see cref="TuneResult.Folder"/> names it.</param>
    /// <param name="options">
    /// What the experiment began with. The search space and the objective must be the same, and the seed is the
    /// stored one. A later stop or more trials extend it, even after its end: trials that the new stop rule would not
    /// have ended go on from their last checkpoint. What has gone further than an earlier stop ends at once.
    /// </param>
    /// <param name="cancellationToken">Stops orderly, as before.</param>
    /// <exception cref="CladeException">
    /// The folder holds no such experiment, or another program has it open.
    /// </exception>
    public static Task<TuneResult<TConfig>> ResumeAsync<TConfig>(
        Action<Trial<TConfig>> train, string folder, TuneOptions options, CancellationToken cancellationToken = default)
        where TConfig : notnull =>
        ResumeTypedAsync<TConfig>(train, folder, options, cancellationToken);

    /// <inheritdoc cref="ResumeAsync{TConfig}(Action{Trial{TConfig}}, string, TuneOptions, CancellationToken)"/>
    public static Task<TuneResult<TConfig>> ResumeAsync<TConfig>(
        Func<Trial<TConfig>, Task> train, string folder, TuneOptions options,
        CancellationToken cancellationToken = default)
        where TConfig : notnull =>
        ResumeTypedAsync<TConfig>(train, folder, options, cancellationToken);

    /// <summary>Goes on with an experiment over <see cref="TuneOptions.Space"/>.</summary>
    /// <param name="train">Trains and reports, iteration by iteration.</param>
    /// <param name="folder">The experiment's folder, as <see cref="TuneResult.Folder"/> names it.</param>
    /// <param name="options">What the experiment began with; a later stop or more trials extend it.</param>
    /// <param name="cancellationToken">Stops orderly, as before.</param>
    /// <exception cref="CladeException">
    /// The folder holds no such experiment, or another program has it open.
    /// </exception>
    public static Task<TuneResult> ResumeAsync(
        Action<Trial> train, string folder, TuneOptions options, CancellationToken cancellationToken = default) =>
        ResumeUntypedAsync(train, folder, options, cancellationToken);

    /// <inheritdoc cref="ResumeAsync(Action{Trial}, string, TuneOptions, CancellationToken)"/>
    public static Task<TuneResult> ResumeAsync(
        Func<Trial, Task> train, string folder, TuneOptions options, CancellationToken cancellationToken = default) =>
        ResumeUntypedAsync(train, folder, options, cancellationToken);

    /// <summary>Runs an experiment over <see cref="TuneOptions.Space"/> with a program in any language.</summary>
    /// <param name="program">What trains and reports.</param>
    /// <param name="options">What to do.</param>
    /// <param name="cancellationToken">Stops orderly: every trial saves, and the experiment can be resumed.</param>
    /// <returns>The result, once all trials have ended.</returns>
    /// <exception cref="CladeException">
    /// Something in the set-up is wrong; the message says what, why, and what to do.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; everything is saved.</exception>
    public static async Task<TuneResult> RunAsync(
        TrainingProgram program, TuneOptions options, CancellationToken cancellationToken = default)
    {
        var folder = await ExperimentRunner.RunAsync(
            ExperimentPlan.Of(program, options), cancellationToken).ConfigureAwait(false);
        return TuneResult.Open(folder, options.Space);
    }

    /// <summary>Goes on with an experiment of a program in any language.</summary>
    /// <param name="program">What trains and reports.</param>
    /// <param name="folder">The experiment's folder, as <see cref="TuneResult.Folder"/> names it.</param>
    /// <param name="options">What the experiment began with; a later stop or more trials extend it.</param>
    /// <param name="cancellationToken">Stops orderly, as before.</param>
    /// <exception cref="CladeException">
    /// The folder holds no such experiment, or another program has it open.
    /// </exception>
    public static async Task<TuneResult> ResumeAsync(
        TrainingProgram program, string folder, TuneOptions options, CancellationToken cancellationToken = default)
    {
        await ExperimentRunner.ResumeAsync(
            ExperimentPlan.Of(program, options), folder, cancellationToken).ConfigureAwait(false);
        return TuneResult.Open(folder, options.Space);
    }

    private static async Task<TuneResult<TConfig>> RunTypedAsync<TConfig>(
        Delegate train, TuneOptions options, CancellationToken cancellationToken)
        where TConfig : notnull
    {
        var folder = await ExperimentRunner.RunAsync(
            ExperimentPlan.Of<TConfig>(train, options), cancellationToken).ConfigureAwait(false);
        return Open<TConfig>(folder);
    }

    private static async Task<TuneResult<TConfig>> ResumeTypedAsync<TConfig>(
        Delegate train, string folder, TuneOptions options, CancellationToken cancellationToken)
        where TConfig : notnull
    {
        await ExperimentRunner.ResumeAsync(
            ExperimentPlan.Of<TConfig>(train, options), folder, cancellationToken).ConfigureAwait(false);
        return Open<TConfig>(folder);
    }

    private static TuneResult<TConfig> Open<TConfig>(string folder)
        where TConfig : notnull =>
        TuneResult.Open(folder, SearchSpace.For<TConfig>()).As(ConfigBinder<TConfig>.Instance.Bind);

    private static async Task<TuneResult> RunUntypedAsync(
        Delegate train, TuneOptions options, CancellationToken cancellationToken)
    {
        var folder = await ExperimentRunner.RunAsync(
            ExperimentPlan.Of(train, options), cancellationToken).ConfigureAwait(false);
        return TuneResult.Open(folder, options.Space);
    }

    private static async Task<TuneResult> ResumeUntypedAsync(
        Delegate train, string folder, TuneOptions options, CancellationToken cancellationToken)
    {
        await ExperimentRunner.ResumeAsync(
            ExperimentPlan.Of(train, options), folder, cancellationToken).ConfigureAwait(false);
        return TuneResult.Open(folder, options.Space);
    }
}
