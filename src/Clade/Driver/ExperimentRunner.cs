using System.Collections.Immutable;
using Clade.Checkpoints;
using Clade.Control;
using Clade.Display;
using Clade.Experiments;
using Clade.Guards;
using Clade.Storage;
using Clade.Trials;
using Clade.Workers;

namespace Clade.Driver;

/// <summary>Puts an experiment together: its folder, store, host and display; then lets the driver run it.</summary>
internal static class ExperimentRunner
{
    /// <returns>The experiment's folder.</returns>
    public static async Task<string> RunAsync(ExperimentPlan plan, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var folder = ExperimentFolder.Create(plan.Options.Folder, plan.Options.Name);
        using var store = ExperimentStore.Create(
            folder, ExperimentInfo.Of(plan.Settings, clock.GetUtcNow()), clock);
        plan.Options.Hooks.Opened?.Invoke(folder.Path);
        await DriveAsync(plan, store, Recovered.Nothing, clock, cancellationToken).ConfigureAwait(false);
        return folder.Path;
    }

    /// <exception cref="CladeException">The experiment in the folder is another one, or can't be opened.</exception>
    public static async Task ResumeAsync(ExperimentPlan plan, string path, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var folder = ExperimentFolder.Open(path);
        using var store = ExperimentStore.Open(folder, clock);
        plan = plan with { Settings = plan.Settings with { Name = store.Info.Name, Seed = store.Info.Seed } };
        ResumeCheck.RequireSameExperiment(plan, store.Info);
        plan.Options.Hooks.Opened?.Invoke(folder.Path);

        var recovered = Recovery.Recover(plan.Settings, store);
        await DriveAsync(plan, store, recovered, clock, cancellationToken).ConfigureAwait(false);
    }

    private static async Task DriveAsync(
        ExperimentPlan plan, ExperimentStore store, Recovered recovered, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var checkpoints = new CheckpointStore(store.Folder.CheckpointsPath, clock);
        var removed = checkpoints.CollectGarbage(recovered.State.Checkpoints.Keys.ToHashSet());
        recovered = recovered with { Findings = RecoveryNotes.Of(recovered, checkpoints, removed) };

        var driver = new ExperimentDriver(plan.Settings, store, checkpoints, clock, recovered.State)
        {
            HowToResume = HowToResume(),
        };
        await using var _ = driver.ConfigureAwait(false);
        using var view = ProgressViews.Create(
            plan.Options.Progress, clock, plan.Options.Hooks.Terminal ?? ProgressTerminal.OfThisProcess());
        driver.Advanced += view.Update;
        using var interrupts = plan.Options.HandlesCtrlC ? new Interrupts(driver.RequestStop, HowToResume) : null;
        await RunHostAsync(plan, store, checkpoints, driver, view, recovered, cancellationToken).ConfigureAwait(false);
        driver.CollectGarbage();
        view.Finish(new ProgressEnd(
            driver.State, HowToResume(), NextSteps.HowToReplay(driver.State, store.Folder, plan.Options.Hooks)));

        if (interrupts?.HaveEnded(driver.State.Status) == true)
        {
            view.Dispose();
            store.Dispose();
            Environment.Exit(Interrupts.ExitCode);
        }

        Outcome.ThrowUnlessCompleted(driver.State, store.Folder, HowToResume(), cancellationToken);

        string HowToResume() => plan.Options.Hooks.HowToResume?.Invoke(store.Folder.Path)
            ?? NextSteps.HowToResume(plan.IsOfProgram ? "program" : "train", plan.ConfigType, store.Folder);
    }

    private static async Task RunHostAsync(
        ExperimentPlan plan, ExperimentStore store, CheckpointStore checkpoints, ExperimentDriver driver,
        ProgressView view, Recovered recovered, CancellationToken cancellationToken)
    {
        ITrialHost? host = null;
        host = OpenHost(plan, store.Folder, checkpoints, TimeProvider.System, happened =>
        {
            plan.Observe?.Invoke(host!, happened);
            driver.Post(happened);
        });
        await using var _ = host.ConfigureAwait(false);
        ImmutableArray<string> notes =
            [.. host.Limitations, .. recovered.Notes, .. recovered.ChangesUnder(plan.Settings)];
        view.Start(StartOf(plan, store.Folder, notes), recovered.State);
        var monitor = new MemoryMonitor(host, plan.ReadMemory, TimeProvider.System, driver.Post);
        await using var __ = monitor.ConfigureAwait(false);
        var control = ControlServer.TryOpen(driver, store.Folder, host.PrivateFolder, TimeProvider.System);
        try
        {
            var memory = plan.ReadMemory() is { } reading ? MemoryRules.Next(MemoryLevel.Ample, reading) : default;
            await driver.RunAsync(host, plan.Machine, memory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (control is not null) await control.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static ProgressStart StartOf(
        ExperimentPlan plan, ExperimentFolder folder, ImmutableArray<string> notes) => new()
        {
            Name = plan.Settings.Name,
            Objective = plan.Settings.Objective,
            Folder = folder.Path,
            Seed = plan.Settings.Seed,
            Trials = plan.Settings.Trials,
            Stop = plan.Settings.Stop,
            Slots = plan.SlotCount,
            Notes = notes,
        };

    private static ITrialHost OpenHost(
        ExperimentPlan plan, ExperimentFolder folder, CheckpointStore checkpoints, TimeProvider clock,
        Action<ExperimentEvent> post) => plan.Training is not { } training
        ? new InProcessHost(TrainingFunction.From(plan.Train!), checkpoints, clock, post)
        : ProcessHost.Open(
            new ProcessHostOptions
            {
                Training = training,
                Folder = folder,
                SnapshotFolder = plan.Options.Hooks.RunsInPlace ? null : Path.Combine(folder.Path, "program"),
                ExperimentsFolder = Path.GetFullPath(plan.Options.Folder),
                Clock = clock,
                WorkersMax = plan.SlotCount,
                ManagesGpus = plan.ManagesGpus,
                MemoryBytesMax = plan.Options.Resources.MemoryBytes,
                PeakFile = plan.PeakFile,
            },
            post);
}
