namespace Clade.Workers;

/// <summary>A worker is the user's own program, however that was built and started.</summary>
public sealed class ProgramKindTests(FixtureProgram fixture)
{
    [Theory]
    [InlineData("executable")]
    [InlineData("dotnet")]
    [InlineData("dotnet exec")]
    [InlineData("single file")]
    [InlineData("file-based")]
    public async Task Workers_run_the_function_and_not_Main(string kind)
    {
        using var driver = await FixtureDriver.StartAsync(await fixture.CommandAsync(kind));

        Assert.Equal(
            "version ONE, data 1,2,3, touched by Main: False\nexit exited with code 0", await driver.AskAsync("tell"));
        Assert.Equal("lambda\nexit exited with code 7", await driver.AskAsync("lambda"));
        Assert.Equal("local function\nexit exited with code 7", await driver.AskAsync("local"));

        Assert.Equal(0, await driver.EndAsync());
        Assert.Equal(
            "Main ran\n", await File.ReadAllTextAsync(driver.TraceFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_rebuild_while_the_driver_runs_does_not_reach_its_workers()
    {
        var folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;
        foreach (var file in Directory.EnumerateFiles(await fixture.ConsoleFolder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using var driver = await FixtureDriver.StartAsync([Path.Combine(folder, "Clade.Processes.Fixture")]);
        Assert.StartsWith("version ONE", await driver.AskAsync("tell"), StringComparison.Ordinal);

        // MSBuild deletes a file before it writes the new one in its place.
        foreach (var name in (string[])["Clade.Processes.Fixture.dll", "Clade.dll", "Clade.Processes.Fixture"])
        {
            File.Delete(Path.Combine(folder, name));
            await File.WriteAllTextAsync(
                Path.Combine(folder, name), "half-written", TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            "version ONE, data 1,2,3, touched by Main: False\nexit exited with code 0", await driver.AskAsync("tell"));
        Directory.Delete(folder, recursive: true);
    }
}
