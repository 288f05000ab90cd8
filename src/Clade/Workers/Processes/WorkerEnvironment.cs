using System.Globalization;

namespace Clade.Workers;

/// <summary>The environment variables of a worker.</summary>
internal static class WorkerEnvironment
{
    private static readonly string[] ThreadCountVariables =
    [
        "DOTNET_PROCESSOR_COUNT", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ];

    /// <summary>Turns a copy of the driver's environment into the worker's.</summary>
    public static void Fill(IDictionary<string, string?> variables, WorkerStart start, string tree, string? cgroup)
    {
        AddHook(variables);
        AddSettings(variables, start);

        variables[WorkerContext.DriverVariable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        variables[WorkerContext.TreeVariable] = tree;
        variables[WorkerContext.ValuePrefix + WorkerContext.EntryName] = start.Entry.ToText();
        if (cgroup is not null) variables[WorkerContext.ValuePrefix + WorkerContext.CgroupName] = cgroup;
        foreach (var (name, value) in start.Values) variables[WorkerContext.ValuePrefix + name] = value;

        foreach (var (name, value) in start.Environment)
        {
            if (value is null) variables.Remove(name);
            else variables[name] = value;
        }
    }

    // The user's own hooks (telemetry, say) come first: ours never returns. By its simple name the runtime finds Clade
    // among the program's assemblies, in a single file too, where it has no path; and a path with a colon in it would
    // be cut in two.
    private static void AddHook(IDictionary<string, string?> variables)
    {
        var clade = typeof(WorkerEnvironment).Assembly.GetName().Name!;
        if (variables.TryGetValue(WorkerContext.HooksVariable, out var users) && !string.IsNullOrEmpty(users))
        {
            variables[WorkerContext.ValuePrefix + WorkerContext.UserHooksName] = users;
            variables[WorkerContext.HooksVariable] = $"{users}{Path.PathSeparator}{clade}";
        }
        else
        {
            variables[WorkerContext.HooksVariable] = clade;
        }
    }

    private static void AddSettings(IDictionary<string, string?> variables, WorkerStart start)
    {
        // Several workers share the machine: a heap per CPU in each (server GC) would multiply their memory, and
        // OpenMP threads that spin while they wait would take the CPU from the other workers.
        variables["DOTNET_gcServer"] = "0";
        variables["OMP_WAIT_POLICY"] = "passive";

        // A port for dotnet-trace and the like belongs to the driver; a worker would wait there for a leave to start.
        variables.Remove("DOTNET_DiagnosticPorts");

        var threads = start.Threads > 0 ? start.Threads : start.Cpus.Length;
        if (threads > 0)
        {
            foreach (var name in ThreadCountVariables)
            {
                variables[name] = threads.ToString(CultureInfo.InvariantCulture);
            }
        }

        if (start.Gpus is { } gpus) variables["CUDA_VISIBLE_DEVICES"] = string.Join(',', gpus);
    }
}
