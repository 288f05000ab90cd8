using System.Collections.Immutable;

namespace Clade;

/// <summary>What is free of one machine, and which devices a new trial gets. An immutable value.</summary>
/// <remarks>
/// Identical requests fill a device completely before the next is opened, whole devices go out in the machine's order,
/// and nothing depends on the order in which allocations came back.
/// </remarks>
internal sealed class ResourceLedger : IEquatable<ResourceLedger>
{
    private readonly MachineResources _machine;
    private readonly DevicePool _cpus;
    private readonly DevicePool _gpus;
    private readonly long _memoryBytes;
    private readonly ImmutableSortedDictionary<string, long> _custom;

    private ResourceLedger(
        MachineResources machine, DevicePool cpus, DevicePool gpus, long memoryBytes,
        ImmutableSortedDictionary<string, long> custom)
    {
        _machine = machine;
        _cpus = cpus;
        _gpus = gpus;
        _memoryBytes = memoryBytes;
        _custom = custom;
    }

    /// <summary>A machine with everything free.</summary>
    public static ResourceLedger For(MachineResources machine) => new(
        machine, DevicePool.Of(machine.Cpus.Length), DevicePool.Of(machine.Gpus.Length), machine.MemoryBytes,
        machine.Custom.WithComparers(StringComparer.Ordinal));

    /// <summary>Finds room for a request.</summary>
    /// <param name="request">What a trial needs.</param>
    /// <param name="next">The ledger with that taken; this one when nothing was found.</param>
    /// <returns>What the trial gets; none when there is no room now.</returns>
    public ResourceAllocation? TryAllocate(Resources request, out ResourceLedger next)
    {
        next = this;
        if (_cpus.Find(request.Cpu) is not { } cpus || _gpus.Find(request.Gpu) is not { } gpus) return null;
        if (request.MemoryBytes > _memoryBytes) return null;
        if (request.Custom.Any(item => item.Value > FreeOf(item.Key))) return null;

        var allocation = new ResourceAllocation(
            [.. cpus.Select(i => _machine.Cpus[i])], [.. gpus.Select(i => _machine.Gpus[i])], request);
        next = Take(allocation);
        return allocation;
    }

    /// <summary>The ledger with a recorded allocation taken: how the engine gets its ledger from its state.</summary>
    public ResourceLedger Take(ResourceAllocation allocation) => new(
        _machine,
        _cpus.Take(IndicesOf(allocation.Cpus, _machine.Cpus), allocation.Request.Cpu),
        _gpus.Take(IndicesOf(allocation.Gpus, _machine.Gpus), allocation.Request.Gpu),
        MoveMemory(-allocation.Request.MemoryBytes),
        MoveCustom(allocation.Request, sign: -1));

    /// <summary>The ledger with an allocation given back.</summary>
    public ResourceLedger Release(ResourceAllocation allocation) => new(
        _machine,
        _cpus.Release(IndicesOf(allocation.Cpus, _machine.Cpus), allocation.Request.Cpu),
        _gpus.Release(IndicesOf(allocation.Gpus, _machine.Gpus), allocation.Request.Gpu),
        MoveMemory(allocation.Request.MemoryBytes),
        MoveCustom(allocation.Request, sign: 1));

    /// <summary>How many such requests fit into what is free now.</summary>
    /// <returns>The number; <see cref="int.MaxValue"/> for a request that asks for nothing.</returns>
    public int CountThatFit(Resources request)
    {
        var count = Math.Min(_cpus.CountThatFit(request.Cpu), _gpus.CountThatFit(request.Gpu));
        count = Math.Min(count, Ratio(_memoryBytes, request.MemoryBytes));
        foreach (var (name, needed) in request.Custom) count = Math.Min(count, Ratio(FreeOf(name), needed));
        return count;
    }

    public bool Equals(ResourceLedger? other) =>
        other is not null && _cpus.Equals(other._cpus) && _gpus.Equals(other._gpus)
        && _memoryBytes == other._memoryBytes && _custom.SequenceEqual(other._custom);

    public override bool Equals(object? obj) => Equals(obj as ResourceLedger);

    public override int GetHashCode() =>
        unchecked((_cpus.GetHashCode() * 31) + _gpus.GetHashCode()) ^ _memoryBytes.GetHashCode();

    private static int Ratio(long free, long needed) =>
        needed == 0 ? int.MaxValue : (int)Math.Min(free / needed, int.MaxValue);

    private static ImmutableArray<int> IndicesOf<T>(ImmutableArray<T> devices, ImmutableArray<T> all)
    {
        var indices = ImmutableArray.CreateBuilder<int>(devices.Length);
        foreach (var device in devices)
        {
            var index = all.IndexOf(device);
            Invariant.Require(index >= 0, "an allocation names devices of its machine");
            indices.Add(index);
        }

        return indices.MoveToImmutable();
    }

    private long FreeOf(string name) => _custom.GetValueOrDefault(name);

    private long MoveMemory(long bytes)
    {
        var after = _memoryBytes + bytes;
        Invariant.Require(after >= 0 && after <= _machine.MemoryBytes, "memory is handed out once and comes back once");
        return after;
    }

    private ImmutableSortedDictionary<string, long> MoveCustom(Resources request, int sign)
    {
        var custom = _custom;
        foreach (var (name, count) in request.Custom)
        {
            if (count == 0) continue;

            var after = FreeOf(name) + (sign * count);
            Invariant.Require(
                after >= 0 && after <= _machine.Custom.GetValueOrDefault(name),
                "a custom resource is handed out once and comes back once");
            custom = custom.SetItem(name, after);
        }

        return custom;
    }
}
