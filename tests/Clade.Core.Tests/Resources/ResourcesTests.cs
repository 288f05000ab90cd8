using System.Collections.Immutable;
using System.Text.Json;

namespace Clade.Core.Tests;

public sealed class ResourcesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.999)]
    [InlineData(1)]
    [InlineData(64)]
    public void Fractions_and_whole_numbers_are_amounts(double amount)
    {
        Assert.Equal(amount, new Resources(Cpu: amount).Cpu);
        Assert.Equal(amount, new Resources(Gpu: amount).Gpu);
        Assert.Equal(amount, (new Resources() with { Gpu = amount }).Gpu);
    }

    [Theory]
    [InlineData(-1, "from 0 on")]
    [InlineData(double.NaN, "from 0 on")]
    [InlineData(0.0001, "Ask for 0.001 at least")]
    [InlineData(1.5, "Ask for 1 or 2")]
    [InlineData(2e6, "a million devices")]
    [InlineData(double.PositiveInfinity, "a million devices")]
    public void Anything_else_is_refused_with_reason_and_remedy(double amount, string expected)
    {
        Assert.Contains(expected, Refused(() => new Resources(Cpu: amount)), StringComparison.Ordinal);
        Assert.Contains(expected, Refused(() => new Resources(Gpu: amount)), StringComparison.Ordinal);
        Assert.Contains(expected, Refused(() => new Resources() with { Cpu = amount }), StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_counts_and_nameless_resources_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resources { MemoryBytes = -1 });
        Assert.Throws<ArgumentException>(() => new Resources { Custom = Counts(("licence", -1)) });
        Assert.Throws<ArgumentException>(() => new Resources { Custom = Counts((" ", 1)) });
    }

    [Fact]
    public void Requests_and_allocations_compare_by_value_and_survive_json()
    {
        var request = new Resources(0.5, 2) { MemoryBytes = 7, Custom = Counts(("b", 1), ("a", 2)) };
        var allocation = new ResourceAllocation([3], ["0", "1"], request);
        Assert.Equal(allocation, JsonSerializer.Deserialize<ResourceAllocation>(JsonSerializer.Serialize(allocation)));
        Assert.Equal(new Resources(), new Resources());
        Assert.NotEqual(request, request with { Custom = Counts(("a", 2)) });
        Assert.NotEqual(allocation, allocation with { Cpus = [2] });
        Assert.NotEqual(allocation, allocation with { Gpus = ["1", "0"] });
    }

    [Fact]
    public void A_request_that_cannot_fit_is_told_the_arithmetic()
    {
        var machine = new MachineResources([0, 1], [], 8L << 30, Counts(("licence", 1)));
        var request = new Resources(4, 0.5) { MemoryBytes = 16L << 30, Custom = Counts(("licence", 2), ("robot", 1)) };

        Assert.Equal(
            string.Join(
                '\n',
                "A trial asks for 4 CPUs; this machine has 2 (0, 1). Ask for at most 2, or start Clade where more CPUs are "
                + "visible (a container's limit or an affinity mask may hide some).",
                "A trial asks for 0.5 GPU; this machine has none. Ask for 0, or start Clade where more GPUs are visible "
                + "(CUDA_VISIBLE_DEVICES may hide some).",
                "A trial asks for 16 GiB of memory; this machine has 8 GiB. Ask for at most that, or use a machine with "
                + "more memory.",
                "A trial asks for 2 of 'licence'; this machine lists 1. Ask for at most 1, or list 'licence' with at "
                + "least 2 for this machine.",
                "A trial asks for 1 of 'robot'; this machine lists no such resource, only licence. Ask for at most 0, or "
                + "list 'robot' with at least 1 for this machine."),
            ResourceFit.ReasonItCannotFit(request, machine));
    }

    [Fact]
    public void A_long_list_of_devices_is_shortened()
    {
        var machine = new MachineResources([.. Enumerable.Range(0, 64)], [], 0, Counts());
        Assert.Contains(
            "has 64 (0, 1, 2, 3, 4, 5, 6, … 63)", ResourceFit.ReasonItCannotFit(new Resources(65), machine)!,
            StringComparison.Ordinal);
    }

    internal static ImmutableSortedDictionary<string, long> Counts(params (string Name, long Count)[] counts) =>
        counts.ToImmutableSortedDictionary(item => item.Name, item => item.Count, StringComparer.Ordinal);

    private static string Refused(Func<object> create) => Assert.Throws<ArgumentOutOfRangeException>(create).Message;
}
