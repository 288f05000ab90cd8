using System.Runtime.InteropServices;
using Clade.Driver;

namespace Clade.Tests.Driver;

public sealed class InterruptsTests
{
    [Fact]
    public void The_first_one_asks_for_an_orderly_end()
    {
        var reasons = new List<string>();
        using var interrupts = new Interrupts(reasons.Add, static () => "");

        Assert.False(interrupts.HaveEnded(ExperimentStatus.Interrupted));
        interrupts.Receive(PosixSignal.SIGINT);

        Assert.Equal(["Ctrl+C"], reasons);
        Assert.True(interrupts.HaveEnded(ExperimentStatus.Interrupted));
    }

    [Fact]
    public void One_that_came_when_all_was_done_is_no_reason_for_a_bad_exit_code()
    {
        using var interrupts = new Interrupts(static _ => { }, static () => "");

        interrupts.Receive(PosixSignal.SIGTERM);

        Assert.False(interrupts.HaveEnded(ExperimentStatus.Completed));
    }
}
