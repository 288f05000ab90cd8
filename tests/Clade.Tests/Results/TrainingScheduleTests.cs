using Clade.Tests.Storage;

namespace Clade.Tests.Results;

public sealed class TrainingScheduleTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string File1 => Path.Combine(_temp.Path, "schedule.json");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_schedule_is_written_for_people_and_reads_back()
    {
        TuneResult.Open(_temp.Write(Script.Sample()).Path).WriteSchedule(File1);

        Assert.Equal(
            """
            [
              {
                "iteration": 0,
                "config": {
                  "lr": 0.1,
                  "hidden": 8
                }
              },
              {
                "iteration": 4,
                "config": {
                  "lr": 0.12,
                  "hidden": 8
                }
              }
            ]
            """, File.ReadAllText(File1));
        var read = TrainingSchedule.Read(File1);
        Assert.Equal([new ScheduleStep(0, Script.Config(0.1)), new ScheduleStep(4, Script.Config(0.12))], read.Steps);
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(3, 0.1)]
    [InlineData(4, 0.12)]
    [InlineData(1_000, 0.12)]
    public void A_step_holds_until_the_next(long iteration, double lr)
    {
        var schedule = new TrainingSchedule([new(0, Script.Config(0.1)), new(4, Script.Config(0.12))]);
        Assert.Equal(Script.Config(lr), schedule.At(iteration));
    }

    [Theory]
    [InlineData("[]", "at least one step")]
    [InlineData("null", "converted")]
    [InlineData("[null]", "null")]
    [InlineData("""[{"iteration": 1, "config": {}}]""", "begins at 0")]
    [InlineData("""[{"iteration": 0, "config": {}}, {"iteration": 0, "config": {}}]""", "must rise")]
    [InlineData("""[{"iteration": 0}]""", "config")]
    [InlineData("""[{"iteration": 0, "config": {"lr": 1, "lr": 2}}]""", "'lr' occurs twice")]
    [InlineData("""[{"iteration": 0, "config": {"lr": [1]}}]""", "StartArray")]
    [InlineData("lr=0.1", "'l'")]
    public void A_file_that_is_no_schedule_is_refused_with_an_example(string text, string reason)
    {
        File.WriteAllText(File1, text);
        var e = Assert.Throws<CladeException>(() => TrainingSchedule.Read(File1));
        Assert.Contains(reason, e.Message);
        Assert.Contains(File1, e.Message);
        Assert.Contains("[{\"iteration\": 0, \"config\": {\"lr\": 0.1}}", e.Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(File1, Assert.Throws<StoreException>(() => TrainingSchedule.Read(File1)).Message);
}
