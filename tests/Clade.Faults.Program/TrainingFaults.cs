using System.Diagnostics;
using System.Globalization;
using Clade.Workers;

namespace Clade.Faults;

/// <summary>What goes wrong in a training function, or is done from within it, to be done at a chosen point.</summary>
internal sealed class TrainingFaults(FaultPlan plan, Trial<Config> trial, Process child)
{
    private const int SigStop = 19;

    /// <summary>Before an iteration.</summary>
    /// <param name="restored">The checkpoint's folder that this attempt began from, if any.</param>
    public void OnIteration(string? restored)
    {
        if (trial.Id.Value != plan.Trial || trial.Iteration + 1 < plan.At) return;

        if (plan.DamagesCheckpoint)
        {
            if (NewestCheckpoint(restored) is { } checkpoint && plan.Strikes()) DamageAndDie(checkpoint);
            return;
        }

        if (ActionOf(plan.Kind) is { } action && plan.Strikes()) action();
    }

    /// <summary>In the function that saves.</summary>
    public void OnSave()
    {
        if (plan.Kind == FaultKind.SlowSave && plan.Strikes()) Thread.Sleep(TimeSpan.FromMilliseconds(300));
        if (plan.Kind == FaultKind.ThrowInSave) Throw(trial.Iteration + 1);
    }

    /// <summary>In the function that restores.</summary>
    public void OnRestore()
    {
        if (plan.Kind == FaultKind.ThrowInRestore) Throw(trial.Iteration);
    }

    private void Throw(long iteration)
    {
        if (trial.Id.Value != plan.Trial || iteration < plan.At || !plan.Strikes()) return;
        throw new InvalidOperationException($"This is the fault {plan.Kind}.");
    }

    private Action? ActionOf(FaultKind kind) => kind switch
    {
        FaultKind.KillDriver => KillDriver,
        FaultKind.KillDriverAndGuardian => KillDriverAndGuardian,
        FaultKind.KillWorker => CrashSwitch.Die,
        FaultKind.KillChild => child.Kill,
        FaultKind.StopWorker => static () => _ = Libc.Kill(Environment.ProcessId, SigStop),
        FaultKind.FillDisk => FillDisk,
        FaultKind.MakeReadOnly => MakeReadOnly,
        FaultKind.ThrowInTraining => () => throw new InvalidOperationException($"This is the fault {kind}."),
        _ => null,
    };

    private static void KillDriver()
    {
        _ = Libc.Kill(Libc.GetParentId(), Libc.SigKill);
        Thread.Sleep(Timeout.Infinite);
    }

    private static void KillDriverAndGuardian()
    {
        var driver = Libc.GetParentId();
        foreach (var process in Process.GetProcessesByName("sh").Where(p => ParentOf(p.Id) == driver)) process.Kill();
        KillDriver();
    }

    private static int ParentOf(int process)
    {
        try
        {
            // The name in the second field may hold blanks; the parent is the second after it.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private void FillDisk()
    {
        using var filler = new FileStream(plan.Filler, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        for (var size = 1 << 20; size > 0; size /= 16)
        {
            try
            {
                var block = new byte[size];
                while (true) filler.Write(block);
            }
            catch (IOException)
            {
                // Not one more of this size.
            }
        }
    }

    // Read-only to whoever opens something from now on, as after an error of the disk.
    private void MakeReadOnly()
    {
        Run("mount", "--bind", plan.Checkpoints, plan.Checkpoints);
        Run("mount", "-o", "remount,bind,ro", plan.Checkpoints);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed.");
    }

    // The one that the next attempt will begin from.
    private string? NewestCheckpoint(string? restored) => Directory
        .EnumerateDirectories(plan.Checkpoints, $"trial-{trial.Id.Value}-attempt-{trial.Attempt}-iteration-*")
        .MaxBy(static folder => int.Parse(folder[(folder.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture))
        ?? (restored is null ? null : Path.GetDirectoryName(restored));

    private void DamageAndDie(string checkpoint)
    {
        var weight = Path.Combine(checkpoint, "files", "weight");
        switch (plan.Kind)
        {
            case FaultKind.FlipBit:
                var bytes = File.ReadAllBytes(weight);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(weight, bytes);
                break;
            case FaultKind.TruncateFile:
                using (var file = new FileStream(weight, FileMode.Open)) file.SetLength(1);
                break;
            default:
                File.Delete(Path.Combine(checkpoint, "manifest.json"));
                break;
        }

        CrashSwitch.Die();
    }
}
