using CsCheck;

namespace Clade.Core.Tests;

public sealed class ResourceLedgerTests
{
    private static readonly Gen<double> Amounts = Gen.OneOf(
        Gen.OneOf<double>(0, 0.1, 0.25, 0.29, 0.3333, 1.0 / 3, 0.5, 0.6, 0.75, 0.999, 1, 2, 3),
        Gen.Double[0.001, 0.999]);

    private static readonly Gen<Resources> Requests =
        from cpu in Amounts
        from gpu in Amounts
        from memory in Gen.OneOf(Gen.Const(0L), Gen.Long[0, 400])
        from licences in Gen.Long[0, 2]
        select new Resources(cpu, gpu) { MemoryBytes = memory, Custom = ResourcesTests.Counts(("licence", licences)) };

    private static readonly Gen<MachineResources> Machines =
        from cpus in Gen.Int[0, 6]
        from gpus in Gen.Int[0, 4]
        from licences in Gen.Long[0, 9]
        select Machine(cpus, gpus, licences);

    // A step asks for something, or gives back the allocation at this index among those held.
    private static readonly Gen<(Resources Request, int? Back)[]> Steps = Gen.Select(
        Requests,
        Gen.OneOf(Gen.Const((int?)null), Gen.Const((int?)null), Gen.Int[0, 20].Select(i => (int?)i))).Array[1, 40];

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.6, 1)]
    [InlineData(0.3333, 3)]
    [InlineData(1.0 / 3, 3)]
    [InlineData(0.3334, 2)]
    [InlineData(1.0 / 7, 7)]
    [InlineData(0.29, 3)]
    [InlineData(0.001, 1000)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public void So_many_trials_share_one_device(double gpu, int expected)
    {
        var ledger = ResourceLedger.For(Machine(cpus: 1, gpus: 1));
        Assert.Equal(expected, ledger.CountThatFit(new Resources(0, gpu)));
        Assert.Equal(expected, Fill(ledger, new Resources(0, gpu)).Count);
    }

    [Fact]
    public void Fractions_are_packed_per_device_not_over_the_pool()
    {
        var held = Fill(ResourceLedger.For(Machine(cpus: 2, gpus: 3)), new Resources(0, 0.6));
        Assert.Equal(["0", "1", "2"], held.Select(allocation => allocation.Gpus.Single()));
    }

    [Fact]
    public void Whole_devices_stay_free_as_long_as_possible()
    {
        var ledger = ResourceLedger.For(Machine(cpus: 4, gpus: 3));
        Assert.Equal(["0"], Allocate(ref ledger, 0.5).Gpus);
        var half = Allocate(ref ledger, 0.6);
        Assert.Equal(["1"], half.Gpus);
        Assert.Equal(["1"], Allocate(ref ledger, 0.4).Gpus);
        Assert.Equal(["2"], Allocate(ref ledger, 1).Gpus);

        // Devices 0 and 1 have 0.5 and 0.6 free: the tighter one takes the next share.
        ledger = ledger.Release(half);
        Assert.Equal(["0"], Allocate(ref ledger, 0.5).Gpus);
        Assert.Null(ledger.TryAllocate(new Resources(0, 0.7), out var same));
        Assert.Equal(ledger, same);
    }

    [Fact]
    public void Memory_and_custom_resources_are_counts()
    {
        var ledger = ResourceLedger.For(Machine(cpus: 9, gpus: 0, licences: 5));
        Assert.Equal(2, ledger.CountThatFit(new Resources { MemoryBytes = 400 }));
        Assert.Equal(2, ledger.CountThatFit(new Resources { Custom = ResourcesTests.Counts(("licence", 2)) }));
        Assert.Equal(0, ledger.CountThatFit(new Resources { Custom = ResourcesTests.Counts(("robot", 1)) }));
        Assert.Equal(9, ledger.CountThatFit(new Resources { Custom = ResourcesTests.Counts(("robot", 0)) }));
        Assert.Equal(int.MaxValue, ledger.CountThatFit(new Resources(0)));
    }

    [Fact]
    public void Giving_back_twice_or_taking_twice_is_a_defect()
    {
        var ledger = ResourceLedger.For(Machine(cpus: 2, gpus: 0));
        var allocation = ledger.TryAllocate(new Resources(2), out var next)!;
        Assert.Throws<InvalidOperationException>(() => ledger.Release(allocation));
        Assert.Throws<InvalidOperationException>(() => next.Take(allocation));
        Assert.Throws<InvalidOperationException>(() => next.Release(allocation with { Cpus = [0, 7] }));
    }

    [Fact]
    public void No_device_is_ever_oversubscribed_and_everything_comes_back()
    {
        var allocations = 0;
        var refusals = 0;
        Gen.Select(Machines, Steps).Sample((machine, steps) =>
        {
            var ledger = ResourceLedger.For(machine);
            var held = new List<ResourceAllocation>();
            foreach (var (request, back) in steps)
            {
                if (back is { } index && held.Count > 0)
                {
                    ledger = ledger.Release(held[index % held.Count]);
                    held.RemoveAt(index % held.Count);
                    continue;
                }

                var fits = ledger.CountThatFit(request) > 0;
                var allocation = ledger.TryAllocate(request, out var next);
                Assert.Equal(fits, allocation is not null);
                if (allocation is not null)
                {
                    Interlocked.Increment(ref allocations);
                    held.Add(allocation);
                    Assert.Equal(ledger, next.Release(allocation));
                    Assert.Equal(next, ledger.Take(allocation));
                }
                else
                {
                    Interlocked.Increment(ref refusals);
                    Assert.Same(ledger, next);
                }

                ledger = next;
                RequireWithinCapacity(machine, held);
            }

            foreach (var allocation in held) ledger = ledger.Release(allocation);
            Assert.Equal(ResourceLedger.For(machine), ledger);
        }, iter: 1000);

        Assert.True(allocations > 500 && refusals > 500, $"Too tame: {allocations} granted, {refusals} refused.");
    }

    [Fact]
    public void As_many_fit_as_can_be_allocated_one_after_another()
    {
        var shared = 0;
        Gen.Select(Machines, Requests, Requests).Sample((machine, first, request) =>
        {
            ResourceLedger.For(machine).TryAllocate(first, out var ledger);
            var count = ledger.CountThatFit(request);
            if (count == int.MaxValue) return;

            Assert.Equal(count, Fill(ledger, request).Count);
            if (count > 1 && request.Gpu is > 0 and < 1) Interlocked.Increment(ref shared);
        }, iter: 1000);

        Assert.True(shared > 50, $"The generator is too tame: {shared} shared devices.");
    }

    [Fact]
    public void A_reason_is_given_exactly_when_an_empty_machine_has_no_room()
    {
        var reasons = 0;
        Gen.Select(Machines, Requests).Sample((machine, request) =>
        {
            var reason = ResourceFit.ReasonItCannotFit(request, machine);
            Assert.Equal(ResourceLedger.For(machine).CountThatFit(request) == 0, reason is not null);
            if (reason is not null) Interlocked.Increment(ref reasons);
        }, iter: 1000);

        Assert.True(reasons is > 100 and < 900, $"The generator is one-sided: {reasons} reasons.");
    }

    // Checked against the requests themselves, in plain arithmetic, rather than against the ledger's own books.
    private static void RequireWithinCapacity(MachineResources machine, List<ResourceAllocation> held)
    {
        foreach (var cpu in machine.Cpus) RequireOneDevice(held.Where(h => h.Cpus.Contains(cpu)), h => h.Request.Cpu);
        foreach (var gpu in machine.Gpus) RequireOneDevice(held.Where(h => h.Gpus.Contains(gpu)), h => h.Request.Gpu);
        Assert.True(held.Sum(h => h.Request.MemoryBytes) <= machine.MemoryBytes);
        Assert.True(held.Sum(h => h.Request.Custom["licence"]) <= machine.Custom["licence"]);
        Assert.All(held, h => Assert.Equal((int)Math.Ceiling(h.Request.Cpu), h.Cpus.Distinct().Count()));
        Assert.All(held, h => Assert.Equal((int)Math.Ceiling(h.Request.Gpu), h.Gpus.Distinct().Count()));
    }

    private static void RequireOneDevice(
        IEnumerable<ResourceAllocation> holders, Func<ResourceAllocation, double> amount)
    {
        // The resolution is a millionth for each holder.
        var all = holders.ToList();
        Assert.True(all.Sum(h => Math.Min(amount(h), 1)) <= 1 + (1e-6 * all.Count));
    }

    private static List<ResourceAllocation> Fill(ResourceLedger ledger, Resources request)
    {
        var held = new List<ResourceAllocation>();
        while (ledger.TryAllocate(request, out ledger) is { } allocation) held.Add(allocation);
        return held;
    }

    private static ResourceAllocation Allocate(ref ResourceLedger ledger, double gpu) =>
        ledger.TryAllocate(new Resources(0, gpu), out ledger)!;

    private static MachineResources Machine(int cpus, int gpus, long licences = 0) => new(
        [.. Enumerable.Range(0, cpus)], [.. Enumerable.Range(0, gpus).Select(i => i.ToString(null, null))],
        MemoryBytes: 1000, ResourcesTests.Counts(("licence", licences)));
}
