namespace Clade.Benchmarks;

/// <summary>Something to measure, which gives one or several figures.</summary>
/// <param name="Names">The figures' names.</param>
/// <param name="Run">Measures them, in the order of the names; quickly when told so, and then less exactly.</param>
internal sealed record Measure(string[] Names, Func<bool, Task<double[]>> Run)
{
    public static IReadOnlyList<Measure> All { get; } =
    [
        new(["first_report_s"], FirstReport.RunAsync),
        new(["exploit_ms_p50"], ExploitLatency.RunAsync),
        new(["pbt_toy_efficiency_2_slots"], quick => ToyEfficiency.RunAsync(slots: 2, quick)),
        new(["pbt_toy_efficiency_10_slots"], quick => ToyEfficiency.RunAsync(slots: 10, quick)),
        new(["report_to_decision_ms_p50", "report_to_decision_ms_p99"], ReportLatency.RunAsync),
        new(["reports_per_s_10_workers", "report_lag_ms_p99", "driver_us_per_report"], Throughput.RunAsync),
        new(["trivial_100_in_process_s"], quick => TrivialTrials.RunAsync(WorkerKind.InProcess, quick)),
        new(["trivial_100_processes_s"], quick => TrivialTrials.RunAsync(WorkerKind.Processes, quick)),
        new(["report_cost_ratio_10000_trials"], _ => TrialGrowth.RunAsync()),
        new(["reopen_1m_reports_s", "driver_mb_1m_reports", "report_cost_ratio_1m_reports"], Growth.RunAsync),
        new(["asha_1m_reports_s", "asha_report_cost_ratio"], _ => RungGrowth.RunAsync()),
        new(["exploit_1gb_ms", "publish_vs_cp_ratio"], LargeCheckpoint.RunAsync),
        new(["checkpoint_disk_share"], CheckpointDisk.RunAsync),
    ];
}
