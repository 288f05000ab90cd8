namespace Clade.Faults;

/// <summary>Every row of the matrix once: faults for real, under asynchronous Population Based Training.</summary>
public sealed class AsynchronousFaultTests
{
    public static TheoryData<string> Rows => FaultTest.RowsOf(FaultScheduler.Asynchronous);

    [Theory, MemberData(nameof(Rows))]
    public Task An_experiment_comes_out_whole(string row) => FaultTest.RunAsync(row, FaultScheduler.Asynchronous);
}

/// <summary>Under synchronous Population Based Training, where a kill must change no decision either.</summary>
public sealed class SynchronousFaultTests
{
    public static TheoryData<string> Rows => FaultTest.RowsOf(FaultScheduler.Synchronous);

    [Theory, MemberData(nameof(Rows))]
    public Task An_experiment_comes_out_whole(string row) => FaultTest.RunAsync(row, FaultScheduler.Synchronous);
}

/// <summary>Under random search.</summary>
public sealed class RandomSearchFaultTests
{
    public static TheoryData<string> Rows => FaultTest.RowsOf(FaultScheduler.Random);

    [Theory, MemberData(nameof(Rows))]
    public Task An_experiment_comes_out_whole(string row) => FaultTest.RunAsync(row, FaultScheduler.Random);
}
