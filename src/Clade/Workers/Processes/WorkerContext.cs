using System.Globalization;

namespace Clade.Workers;

/// <summary>
/// What the driver tells a worker at its start, by environment variables that the worker takes away again.
/// </summary>
internal sealed class WorkerContext
{
    /// <summary>Present in workers only; holds the process id of the driver.</summary>
    public const string DriverVariable = "CLADE_WORKER";

    /// <summary>What the driver calls the worker's values: this and a name.</summary>
    public const string ValuePrefix = "CLADE_WORKER_";

    public const string HooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Stays in the environment, for children to inherit: see <see cref="ProcessTree"/>.</summary>
    public const string TreeVariable = "CLADE_TREE";

    internal const string EntryName = "ENTRY";
    internal const string CgroupName = "CGROUP";
    internal const string UserHooksName = "USER_HOOKS";

    // What the driver sees if it is alive after all; no program's own code.
    private const int ExitOnOrphaned = 71;

    private readonly Dictionary<string, string> _values;

    private WorkerContext(int driverId, Dictionary<string, string> values)
    {
        (DriverId, _values) = (driverId, values);
    }

    public static bool IsWorker => Environment.GetEnvironmentVariable(DriverVariable) is not null;

    /// <summary>The process id of the driver.</summary>
    public int DriverId { get; }

    /// <summary>A value out of <see cref="WorkerStart.Values"/>; null if the driver gave none.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>
    /// Makes this process a worker: bound to its driver's life, and with an environment fit for children.
    /// </summary>
    public static WorkerContext Enter()
    {
        var context = Read();
        BindToDriver(context.DriverId);
        context.JoinCgroup();
        context.CleanEnvironment();
        return context;
    }

    /// <summary>Runs what the driver named as this worker's entry.</summary>
    /// <returns>The exit code of the process.</returns>
    public int RunEntry() =>
        FunctionReference.Parse(_values[EntryName]).Resolve().As<Func<WorkerContext, int>>()(this);

    private static WorkerContext Read()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(ValuePrefix, StringComparison.Ordinal))
            {
                values[name[ValuePrefix.Length..]] = (string?)variable.Value ?? "";
            }
        }

        var driver = Environment.GetEnvironmentVariable(DriverVariable)!;
        return new WorkerContext(int.Parse(driver, CultureInfo.InvariantCulture), values);
    }

    private static void BindToDriver(int driverId)
    {
        if (OperatingSystem.IsWindows()) return;

        if (OperatingSystem.IsLinux())
        {
            _ = Libc.ProcessControl(Libc.PrSetParentDeathSignal, Libc.SigKill, 0, 0, 0);
        }

        // The driver may have died before the call above, and then no signal would ever come. Elsewhere than on Linux
        // the end of the channel is what ends an orphan.
        if (Libc.GetParentId() != driverId) Environment.Exit(ExitOnOrphaned);

        // A group of its own takes the worker out of the reach of the terminal's Ctrl+C, which is the driver's to
        // answer, and lets the driver end the worker's children by one signal.
        _ = Libc.SetProcessGroup(processId: 0, groupId: 0);
    }

    private void JoinCgroup()
    {
        if (this[CgroupName] is not { } folder) return;

        try
        {
            // "0" stands for the writing process.
            File.WriteAllText(Path.Combine(folder, "cgroup.procs"), "0");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not allowed here after all. The driver does not rely on it: see ProcessTree.
        }
    }

    // A child that the training function starts must not take itself for a worker, whether .NET starts it (which copies
    // .NET's own view of the environment) or native code (which copies the C library's).
    private void CleanEnvironment()
    {
        Set(DriverVariable, null);
        foreach (var name in _values.Keys) Set(ValuePrefix + name, null);
        Set(HooksVariable, this[UserHooksName]);
    }

    private static void Set(string name, string? value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (OperatingSystem.IsWindows()) return;

        // No other code of the program runs yet, so nothing reads the C library's table at the same time.
        _ = value is null ? Libc.UnsetVariable(name) : Libc.SetVariable(name, value, overwrite: 1);
    }
}
