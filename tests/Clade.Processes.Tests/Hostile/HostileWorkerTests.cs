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
    public async Task What_an_earlier_attempt_left_running_does_not_know_the_token()
    {
        await using var own = new HostileHost(HostileWorker.Run);
        Assert.Equal(AttemptOutcome.Completed, (await own.EndOfAsync(own.Start(HostileWorker.EndsWell))).Outcome);

        var ended = await own.EndOfAsync(own.Start(HostileWorker.UsesTheTokenBefore));

        Assert.Equal(AttemptOutcome.Lost, ended.Outcome);
        Assert.Contains("without the token of the attempt", ended.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_whose_log_can_not_be_written_fails_and_its_warm_worker_goes_on()
    {
        await using var own = new HostileHost(HostileWorker.Run);
        Assert.Equal(AttemptOutcome.Completed, (await own.EndOfAsync(own.Start(HostileWorker.EndsWell))).Outcome);
        File.WriteAllText(own.Folder.TrialPath(new TrialId(2)), "in the way");

        var failed = await own.EndOfAsync(own.Start(HostileWorker.EndsWell));
        var next = await own.EndOfAsync(own.Start(HostileWorker.EndsWell));

        Assert.Equal((new TrialId(2), AttemptOutcome.Failed), (failed.Trial, failed.Outcome));
        Assert.Contains("the trial's log files can't be written", failed.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(AttemptOutcome.Completed, next.Outcome);
    }

    [Fact]
    public async Task A_copy_of_the_program_that_can_not_be_removed_hides_no_result()
    {
        var own = new HostileHost(HostileWorker.Run);
        Directory.Delete(own.SnapshotFolder, recursive: true);

        await own.DisposeAsync();

        Assert.False(Directory.Exists(own.SnapshotFolder));
    }

    [Fact]
    public async Task A_configuration_that_fits_no_message_fails_its_trial_alone()
    {
        await using var own = new HostileHost(HostileWorker.Run);

        var failed = await own.EndOfAsync(own.Start(new string('x', 2 << 20)));
        var next = await own.EndOfAsync(own.Start(HostileWorker.EndsWell));

        Assert.Equal(AttemptOutcome.Failed, failed.Outcome);
        Assert.Contains("configuration is too large", failed.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(AttemptOutcome.Completed, next.Outcome);
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
