using Clade.Experiments;

namespace Clade.Testing;

/// <summary>No device, memory or other resource is handed out twice. Counted apart from the engine's ledger.</summary>
internal static class DeviceInvariants
{
    // Shares are rounded down to millionths: so much more than a whole device is still none too many.
    private const double Tolerance = 1e-4;

    public static void Check(Resources each, ExperimentState state)
    {
        if (state.Live.IsEmpty) return;

        var machine = state.Machine!;
        foreach (var cpu in machine.Cpus) RequireShares(state, "CPU", each.Cpu, a => a.Cpus.Contains(cpu), cpu);
        foreach (var gpu in machine.Gpus) RequireShares(state, "GPU", each.Gpu, a => a.Gpus.Contains(gpu), gpu);

        foreach (var id in state.Live)
        {
            var allocation = state[id].Attempt!.Allocation;
            RequireAmount(id, "CPU", allocation.Cpus.Length, each.Cpu, allocation.Cpus.All(machine.Cpus.Contains));
            RequireAmount(id, "GPU", allocation.Gpus.Length, each.Gpu, allocation.Gpus.All(machine.Gpus.Contains));
        }

        var memory = state.Live.Count * each.MemoryBytes;
        if (memory > machine.MemoryBytes)
        {
            throw new InvariantViolationException($"{memory} bytes are in use of {machine.MemoryBytes}");
        }

        foreach (var (name, count) in each.Custom)
        {
            var used = state.Live.Count * count;
            if (used <= machine.Custom.GetValueOrDefault(name)) continue;
            throw new InvariantViolationException(
                $"{used} of '{name}' are in use of {machine.Custom.GetValueOrDefault(name)}");
        }
    }

    private static void RequireShares<T>(
        ExperimentState state, string kind, double amount, Func<ResourceAllocation, bool> uses, T device)
    {
        var used = 0.0;
        foreach (var id in state.Live)
        {
            if (uses(state[id].Attempt!.Allocation)) used += Math.Min(amount, 1);
        }

        if (used > 1 + Tolerance)
        {
            throw new InvariantViolationException($"{kind} {device} is oversubscribed: {used:0.####} of it are in use");
        }
    }

    private static void RequireAmount(TrialId trial, string kind, int count, double amount, bool exist)
    {
        if (exist && count == (int)Math.Ceiling(amount)) return;
        throw new InvariantViolationException(
            $"trial {trial} asked for {amount} {kind}s and holds {count}{(exist ? "" : ", some not of this machine")}");
    }
}
