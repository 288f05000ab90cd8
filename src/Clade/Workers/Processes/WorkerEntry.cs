namespace Clade.Workers;

/// <summary>What a worker does: runs the function that the driver named as its entry.</summary>
internal static class WorkerEntry
{
    /// <returns>The exit code of the process.</returns>
    public static int Run(WorkerContext context) => context.Entry.Resolve().As<Func<WorkerContext, int>>()(context);
}
