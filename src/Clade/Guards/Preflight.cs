using System.Collections.Immutable;
using System.Globalization;
using Clade.Driver;
using Clade.Guards;

namespace Clade;

/// <summary>Runs one trial alone for a few iterations, and says what it takes and how many fit.</summary>
/// <remarks>
/// It trains in a folder of its own, which is removed, with the same workers, channel and checkpoints as an experiment.
/// Memory is what the kernel says: each process's high-water mark, so that a short peak counts. Linux only.
/// </remarks>
public static class Preflight
{
    /// <summary>Measures a training function whose search space is a record.</summary>
    /// <typeparam name="TConfig">The record; see <see cref="Tune"/>.</typeparam>
    /// <param name="train">Trains and reports, iteration by iteration.</param>
    /// <param name="options">What the experiment will be run with.</param>
    /// <param name="preflight">How to measure; none for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CladeException">The set-up is wrong, or the trial failed or never reported.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="PlatformNotSupportedException">This is no Linux.</exception>
    public static Task<PreflightResult> MeasureAsync<TConfig>(
        Action<Trial<TConfig>> train, TuneOptions options, PreflightOptions? preflight = null,
        CancellationToken cancellationToken = default)
        where TConfig : notnull =>
        MeasureAsync(o => ExperimentPlan.Of<TConfig>(train, o), options, preflight, cancellationToken);

    /// <inheritdoc
    /// cref="MeasureAsync{TConfig}(Action{Trial{TConfig}}, TuneOptions, PreflightOptions, CancellationToken)"/>
    public static Task<PreflightResult> MeasureAsync<TConfig>(
        Func<Trial<TConfig>, Task> train, TuneOptions options, PreflightOptions? preflight = null,
        CancellationToken cancellationToken = default)
        where TConfig : notnull =>
        MeasureAsync(o => ExperimentPlan.Of<TConfig>(train, o), options, preflight, cancellationToken);

    /// <summary>Measures a training function over <see cref="TuneOptions.Space"/>.</summary>
    /// <param name="train">Trains and reports, iteration by iteration.</param>
    /// <param name="options">What the experiment will be run with.</param>
    /// <param name="preflight">How to measure; none for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CladeException">The set-up is wrong, or the trial failed or never reported.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="PlatformNotSupportedException">This is no Linux.</exception>
    public static Task<PreflightResult> MeasureAsync(
        Action<Trial> train, TuneOptions options, PreflightOptions? preflight = null,
        CancellationToken cancellationToken = default) =>
        MeasureAsync(o => ExperimentPlan.Of(train, o), options, preflight, cancellationToken);

    /// <inheritdoc cref="MeasureAsync(Action{Trial}, TuneOptions, PreflightOptions, CancellationToken)"/>
    public static Task<PreflightResult> MeasureAsync(
        Func<Trial, Task> train, TuneOptions options, PreflightOptions? preflight = null,
        CancellationToken cancellationToken = default) =>
        MeasureAsync(o => ExperimentPlan.Of(train, o), options, preflight, cancellationToken);

    /// <summary>Measures a program in any language.</summary>
    /// <param name="program">How to start it.</param>
    /// <param name="options">What the experiment will be run with.</param>
    /// <param name="preflight">How to measure; none for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CladeException">The set-up is wrong, or the trial failed or never reported.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="PlatformNotSupportedException">This is no Linux.</exception>
    public static Task<PreflightResult> MeasureAsync(
        TrainingProgram program, TuneOptions options, PreflightOptions? preflight = null,
        CancellationToken cancellationToken = default) =>
        MeasureAsync(o => ExperimentPlan.Of(program, o), options, preflight, cancellationToken);

    private static async Task<PreflightResult> MeasureAsync(
        Func<TuneOptions, ExperimentPlan> planOf, TuneOptions options, PreflightOptions? preflight,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Preflight asks the Linux kernel; other systems don't tell peaks.");
        }

        if (options.Workers == WorkerKind.InProcess)
        {
            throw new CladeException(
                "A trial that runs in this process can't be measured apart from it, because the kernel counts memory " +
                "by process. Measure with Workers = WorkerKind.Processes.");
        }

        // Every mistake of the experiment itself is found first, and not by a trial that takes minutes.
        _ = planOf(options);
        preflight ??= new PreflightOptions();
        var scratch = Directory.CreateTempSubdirectory("clade-preflight-").FullName;
        using var gpus = NvmlLibrary.TryOpen(out _);
        try
        {
            var plan = planOf(OptionsFor(options, preflight, scratch));
            using var probe = new PreflightProbe(
                plan.ReadMemory() ?? new MemoryReading(plan.Machine.MemoryBytes, plan.Machine.MemoryBytes), gpus,
                TimeProvider.System);
            var peakFile = Path.Combine(scratch, "peak");
            var trial = await RunAsync(plan with { PeakFile = peakFile, Observe = probe.Watch }, cancellationToken)
                .ConfigureAwait(false);
            return ResultOf(plan, options, preflight, probe, probe.Finish(peakFile), trial, [.. gpus?.Devices ?? []]);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    // As the experiment will, with one trial, a bound, and a save after every report: saving takes memory too.
    private static TuneOptions OptionsFor(TuneOptions options, PreflightOptions preflight, string scratch) =>
        options with
        {
            Name = "preflight",
            Folder = scratch,
            Trials = 1,
            MaxConcurrentTrials = 1,
            Sampler = new RandomSampler
            {
                StartingConfigurations = preflight.Configuration is { } given
                    ? [given]
                    : [.. options.Sampler.StartingConfigurations.Take(1)],
            },
            Scheduler = new FirstInFirstOut(),
            Stop = Stop.AtIteration(preflight.Iterations) | Stop.AfterTime(preflight.TimeLimit),
            ReportTimeout = preflight.TimeLimit,
            CheckpointInterval = TimeSpan.Zero,
            MaxFailures = 0,
            MaxLostWorkers = 0,
            Resources = options.Resources with { MemoryBytes = 0 },
            Progress = Progress.None,
            HandlesCtrlC = false,
        };

    /// <returns>What became of the trial.</returns>
    private static async Task<TrialResult> RunAsync(ExperimentPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            await ExperimentRunner.RunAsync(plan, cancellationToken).ConfigureAwait(false);
        }
        catch (CladeException e) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = ReasonOf(plan) ?? e.Message;
            throw new CladeException(
                $"Preflight can't say what a trial takes, because the trial did not train: {reason}", e);
        }

        var result = Open(plan);
        if (result.Trials is [var trial] && trial.Iteration > 0) return trial;

        throw new CladeException(
            "Preflight can't say what a trial takes, because the trial never reported: it returned without a report, " +
            "or took longer than the time limit. Raise TimeLimit, or report after each iteration.");
    }

    // What the exception says besides this is in files that are about to be removed.
    private static string? ReasonOf(ExperimentPlan plan) =>
        Directory.Exists(FolderOf(plan)) && Open(plan).Errors is [var first, ..]
        ? $"{first.Error.Kind}: {first.Error.Message}{Environment.NewLine}{first.Error.Details}".TrimEnd()
        : null;

    private static string FolderOf(ExperimentPlan plan) => Path.Combine(plan.Options.Folder, plan.Options.Name);

    private static TuneResult Open(ExperimentPlan plan) => TuneResult.Open(FolderOf(plan));

    private static PreflightResult ResultOf(
        ExperimentPlan plan, TuneOptions options, PreflightOptions preflight, PreflightProbe probe,
        PreflightMeasure measure, TrialResult trial, ImmutableArray<Workers.GpuDevice> gpus)
    {
        var fit = PreflightFit.Of(measure, plan.Machine, gpus, options.Resources, preflight.HeadRoomFraction);
        var reports = probe.Reports;
        var began = reports.Count > 1 ? reports[0] : probe.Started ?? reports[0];
        return new PreflightResult
        {
            Configuration = trial.Config,
            Iterations = (int)trial.Iteration,
            TimePerIteration = (reports[^1] - began) / Math.Max(1, reports.Count - 1),
            PeakMemoryBytes = measure.PeakBytes,
            ProgramPeakMemoryBytes = plan.IsOfProgram ? measure.ChildrenPeakBytes : null,
            PeakGpuMemoryBytes = measure.GpuPeakBytes > 0 ? measure.GpuPeakBytes : null,
            FitByMemory = fit.ByMemory,
            FitByCpu = fit.ByCpu,
            FitByGpu = fit.ByGpu,
            Suggested = fit.Suggested,
            Arithmetic = fit.Arithmetic,
            Warnings = [.. WarningsOf(options, preflight, measure, trial, fit)],
        };
    }

    private static IEnumerable<string> WarningsOf(
        TuneOptions options, PreflightOptions preflight, PreflightMeasure measure, TrialResult trial, PreflightFit fit)
    {
        if (trial.Iteration < preflight.Iterations)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Only {trial.Iteration} of {preflight.Iterations} iterations were measured: {trial.EndReason}. ") +
                "What later ones take is not known.";
        }

        if (fit.ByMemory == 0)
        {
            yield return "Not even one trial fits into the memory that is available now. End other programs, let the " +
                "trial take less, or use a machine with more memory.";
        }
        else if (options.Resources.MemoryBytes > 0 && options.Resources.MemoryBytes < measure.PeakBytes)
        {
            yield return
                $"Resources.MemoryBytes gives a trial {ResourceFit.Bytes(options.Resources.MemoryBytes)}, less than " +
                "it took: it would be ended. Take the suggestion.";
        }

        if (measure is { GpuPeakBytes: > 0, IsGpuTold: false })
        {
            yield return "The GPU's driver does not tell what each process takes (it may not in a container), so the " +
                "whole GPU's use was compared with that before: what other programs took meanwhile counts too.";
        }
    }
}
