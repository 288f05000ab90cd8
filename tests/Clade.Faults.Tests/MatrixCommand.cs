using System.Collections.Concurrent;

namespace Clade.Faults;

/// <summary>Runs every cell many times and prints a table.</summary>
internal static class MatrixCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        MatrixOptions options;
        try
        {
            options = MatrixOptions.Parse(args);
        }
        catch (FormatException mistake)
        {
            await Console.Error.WriteLineAsync($"{mistake.Message} Usage: {MatrixOptions.Usage}");
            return 2;
        }

        var reports = await RunAllAsync(options);
        var table = new MatrixTable(options, reports);
        Console.WriteLine(table.ToMarkdown());
        if (options.JsonPath is { } path) await File.WriteAllTextAsync(path, table.ToJson());
        return reports.All(static report => report.IsGood) ? 0 : 1;
    }

    private static async Task<IReadOnlyCollection<RunReport>> RunAllAsync(MatrixOptions options)
    {
        var cells = (
            from run in Enumerable.Range(0, options.Runs)
            from row in options.Rows
            where !row.Mounts || Mounts.Obstacle is null
            from scheduler in Enum.GetValues<FaultScheduler>()
            where !row.VariantsFor(scheduler).IsEmpty
            select (row, scheduler, run)).ToArray();
        var began = TimeProvider.System.GetTimestamp();
        var reports = new ConcurrentQueue<RunReport>();
        await Parallel.ForEachAsync(
            cells, new ParallelOptions { MaxDegreeOfParallelism = options.Parallel }, async (cell, _) =>
            {
                var report = await FaultRun.RunAsync(cell.row, cell.scheduler, cell.run);
                reports.Enqueue(report);
                if (!report.IsGood) await Console.Error.WriteLineAsync(report.ToString());
                if (reports.Count % FaultRows.All.Length > 0) return;
                var took = TimeProvider.System.GetElapsedTime(began);
                await Console.Error.WriteLineAsync($"{reports.Count} of {cells.Length} runs in {took:mm\\:ss}");
            });
        return reports;
    }
}
