namespace Clade.Workers.Hostile;

/// <summary>
/// Worker processes that do what they must not: each is ended, the attempt's error says why, and the driver and its
/// other trials go on.
/// </summary>
public sealed class HostileWorkerTests(HostileHost host) : IClassFixture<HostileHost>
{
    // Of the driver, while a worker sends hundreds of megabytes.
    private const long AllocatedBytesMax = 64 << 20;

    public static TheoryData<string> Cases => [.. HostileCases.All.Select(static c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_hostile_worker_is_ended_with_the_reason_and_harms_nobody(string name)
    {
        var hostile = HostileCases.All.Single(c => c.Name == name);
        var allocatedBefore = GC.GetTotalAllocatedBytes();

        var ended = await host.EndOfAsync(host.Start(name), hostile.Answer);

        Assert.Equal(AttemptOutcome.Lost, ended.Outcome);
        Assert.Equal(TrialError.WorkerLost, ended.Error!.Kind);
        Assert.StartsWith("the worker was ended: it broke the protocol", ended.Error.Message, StringComparison.Ordinal);
        Assert.Contains(hostile.Reason, ended.Error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocatedBefore, 0, AllocatedBytesMax);
        await host.RequireHonestTrialGoesOnAsync();
    }

    [Fact]
    public async Task A_worker_that_closes_its_half_of_the_channel_and_stays_is_ended()
    {
        var ended = await host.EndOfAsync(host.Start(HostileWorker.HalfCloses));

        Assert.Equal(AttemptOutcome.Lost, ended.Outcome);
        Assert.Contains("it closed its channel and did not end", ended.Error!.Message, StringComparison.Ordinal);
        await host.RequireHonestTrialGoesOnAsync();
    }

    [Theory, InlineData(HostileWorker.TalksWhileIdle), InlineData(HostileWorker.DiesWhileIdle)]
    public async Task The_attempt_after_one_whose_warm_worker_went_wrong_gets_another_worker_unharmed(string what)
    {
        Assert.Equal(AttemptOutcome.Completed, (await host.EndOfAsync(host.Start(what))).Outcome);

        // The worker may be gone by now, or about to go: neither is this trial's fault.
        var next = await host.EndOfAsync(host.Start(what));

        Assert.Equal(AttemptOutcome.Completed, next.Outcome);
        await host.RequireHonestTrialGoesOnAsync();
    }

    [Fact]
    public async Task A_worker_of_another_protocol_is_refused_by_both_versions()
    {
        await using var future = new HostileHost(HostileWorker.RunFromTheFuture);

        var ended = await future.EndOfAsync(future.Start("any"));

        Assert.Equal(AttemptOutcome.Lost, ended.Outcome);
        Assert.StartsWith(
            "The worker speaks version 2 of the channel's protocol, and the driver version 1.", ended.Error!.Message,
            StringComparison.Ordinal);
    }
}
