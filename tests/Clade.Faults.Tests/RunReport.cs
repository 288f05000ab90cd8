namespace Clade.Faults;

/// <summary>What became of one run.</summary>
internal sealed record RunReport
{
    public required FaultRow Row { get; init; }

    public required FaultPlan Plan { get; init; }

    public required int Run { get; init; }

    /// <summary>Acknowledged reports that the store does not have.</summary>
    public int Lost { get; set; }

    /// <summary>Processes and folders left behind.</summary>
    public int Orphans { get; set; }

    /// <summary>Drivers that did not end.</summary>
    public int Hangs { get; set; }

    /// <summary>Everything that is wrong, in sentences; empty for a good run.</summary>
    public List<string> Problems { get; } = [];

    public TimeSpan Took { get; set; }

    public bool IsGood => Problems.Count == 0;

    public override string ToString() =>
        $"{Row.Name} / {Plan.Scheduler}, run {Run}: seed {Plan.Seed}, {Plan.Kind} {Plan.CrashPoint} " +
        $"trial {Plan.Trial} at {Plan.At} x {Plan.Times}, kept in {Plan.Scratch}:" +
        string.Concat(Problems.Select(static problem => $"\n  - {problem}"));
}
