namespace Clade.Faults;

/// <summary>One cell as a test.</summary>
internal static class FaultTest
{
    public static TheoryData<string> RowsOf(FaultScheduler scheduler) =>
        [.. FaultRows.All.Where(row => !row.VariantsFor(scheduler).IsEmpty).Select(static row => row.Name)];

    public static async Task RunAsync(string name, FaultScheduler scheduler)
    {
        var row = FaultRows.All.Single(row => row.Name == name);
        if (row.Mounts) RequireMounts();

        // Each column takes another variant of a row.
        var report = await FaultRun.RunAsync(row, scheduler, run: (int)scheduler);
        Assert.True(report.IsGood, report.ToString());
    }

    private static void RequireMounts()
    {
        var required = Environment.GetEnvironmentVariable("CLADE_REQUIRE") ?? "";
        Assert.False(
            Mounts.Obstacle is not null && required.Split(',').Contains("mount"),
            $"CLADE_REQUIRE names mount, but nothing can be mounted: {Mounts.Obstacle}");
        Assert.SkipWhen(Mounts.Obstacle is not null, $"A small disk needs to be mounted: {Mounts.Obstacle}");
    }
}
