namespace Clade.Workers;

/// <summary>However a driver dies, it leaves no process behind, and no folder.</summary>
public sealed class DriverDeathTests(FixtureProgram fixture, TestProgram program)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_9_of_the_driver_leaves_nothing(bool withCgroups)
    {
        using var driver = await FixtureDriver.StartAsync(await fixture.CommandAsync("executable"), withCgroups);
        var processes = await driver.StartWorkerWithChildrenAsync();
        using var guardian = LinuxProcess.Open(driver.GuardianId);
        Assert.True(Directory.Exists(driver.PrivateFolder));

        await driver.KillAsync();

        Assert.All(processes, p => p.AssertEnds());
        guardian.AssertEnds();
        Assert.False(Directory.Exists(driver.PrivateFolder));
        Assert.False(Directory.Exists(driver.CgroupFolder));
    }

    [Fact]
    public async Task A_driver_that_ends_in_order_leaves_nothing_either()
    {
        using var driver = await FixtureDriver.StartAsync(await fixture.CommandAsync("executable"));
        var processes = await driver.StartWorkerWithChildrenAsync();
        using var guardian = LinuxProcess.Open(driver.GuardianId);

        Assert.Equal(0, await driver.EndAsync());

        Assert.All(processes, p => p.AssertEnds());
        guardian.AssertEnds();
        Assert.False(Directory.Exists(driver.PrivateFolder));
        Assert.False(Directory.Exists(driver.CgroupFolder));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_driver_killed_together_with_its_guardian_left_is_removed_by_the_next_one(bool withCgroups)
    {
        using var driver = await FixtureDriver.StartAsync(await fixture.CommandAsync("executable"), withCgroups);
        var processes = await driver.StartWorkerWithChildrenAsync();
        using var guardian = LinuxProcess.Open(driver.GuardianId);
        Assert.True(Directory.Exists(driver.PrivateFolder));
        _ = Libc.Kill(driver.GuardianId, Libc.SigKill);
        guardian.AssertEnds();

        await driver.KillAsync();

        // The worker dies without anybody's help; its children are the ones left.
        processes[0].AssertEnds();
        await using (WorkerSpawner.Open(program.Snapshot))
        {
            // Without a cgroup nobody knows the first child any more: its group died with the guardian's memory, and
            // its environment is empty.
            if (driver.CgroupFolder.Length == 0) processes[1].Kill();
            Assert.All(processes, p => p.AssertEnds());
            Assert.False(Directory.Exists(driver.PrivateFolder));
            Assert.False(Directory.Exists(driver.CgroupFolder));
        }
    }
}
