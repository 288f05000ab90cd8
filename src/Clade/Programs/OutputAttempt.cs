using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Clade.Trials;

namespace Clade.Programs;

/// <summary>One attempt of a program whose output is read.</summary>
/// <remarks>
/// The program does not wait for answers, but its output waits for room: it is never more than a pipe ahead. Where it
/// saves before it ends, each report waits for the next one, so that the last one can come with the checkpoint.
/// </remarks>
internal sealed class OutputAttempt : IDisposable
{
    private readonly BlockingCollection<Metrics> _reports = new(boundedCapacity: 1);
    private readonly CancellationTokenSource _over = new();
    private readonly OutputMetrics _metrics;
    private readonly AttemptReporter _reporter;
    private readonly AttemptValues _values;
    private readonly LineCollector _lines;

    public OutputAttempt(OutputMetrics metrics, AttemptReporter reporter, AttemptValues values)
    {
        (_metrics, _reporter, _values) = (metrics, reporter, values);
        _lines = new LineCollector(TakeLine);
    }

    public void Run(ProcessStartInfo start, TimeSpan grace)
    {
        using var program = ChildProgram.Start(start, grace, _lines.Take);
        _ = program.OutputEnded.ContinueWith(
            _ => _reports.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None,
            TaskScheduler.Default);
        var leftoversEnded = EndLeftoversAsync(program);
        Metrics? last;
        try
        {
            last = ReportAll();

            // One that has closed its output may still have something to save.
            if (program.OutputEnded.IsCompletedSuccessfully) program.Exited.Wait();
        }
        finally
        {
            _over.Cancel();
            program.End(isTold: false);
            leftoversEnded.Wait();
        }

        // Whatever kept it from being read to the end.
        program.OutputEnded.GetAwaiter().GetResult();
        Finish(program, last);
    }

    public void Dispose()
    {
        _reports.Dispose();
        _over.Dispose();
    }

    // What it started holds its output open, and would be waited for without end.
    private static async Task EndLeftoversAsync(ChildProgram program)
    {
        // Never on the caller's thread, which has the reports to take: the output of a program that has ended already
        // would wait for that, and this for the output.
        await program.Exited.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        program.End(isTold: false);
    }

    /// <returns>The last report, if it waits for a checkpoint.</returns>
    private Metrics? ReportAll()
    {
        Metrics? held = null;
        foreach (var metrics in _reports.GetConsumingEnumerable())
        {
            var next = _values.Output is null ? metrics : held;
            if (next is not null) _reporter.Report(next, save: null);
            held = _values.Output is null ? null : metrics;
        }

        return held;
    }

    private void Finish(ChildProgram program, Metrics? last)
    {
        if (last is not null) _reporter.Report(last, program.ExitCode == 0 && HasSaved ? MoveOutput : null);
        if (program.ExitCode != 0) throw program.Failure();
        if (_reporter.Sequence > 0) return;

        var tooLong = _lines.TooLong == 0 ? "" : FormattableString.Invariant(
            $" {_lines.TooLong} lines were longer than {LineCollector.LineBytesMax} bytes and were not looked at.");
        throw new ProgramException(
            "the program exited with code 0 and reported nothing. Looked for: " +
            $"{_metrics.Wanted}.{tooLong} See what it printed in the trial's stdout.log, and let it print that, or " +
            "add a metric pattern that finds what it prints.");
    }

    private bool HasSaved => Directory.EnumerateFileSystemEntries(_values.Output!).Any();

    private void MoveOutput(string folder)
    {
        foreach (var entry in new DirectoryInfo(_values.Output!).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(folder, entry.Name);
            if (entry is DirectoryInfo { LinkTarget: null } inner) inner.MoveTo(target);
            else File.Move(entry.FullName, target);
        }
    }

    private void TakeLine(string line)
    {
        try
        {
            if (_metrics.Read(line) is { } metrics) _reports.Add(metrics, _over.Token);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ProgramException(
                $"the metric pattern '{e.Pattern}' took longer than {e.MatchTimeout.TotalSeconds} s with a line of " +
                $"{line.Length} characters: make it simpler. Nested repetitions like (a+)+ take so long.");
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for reports any more; the output itself is still passed on.
        }
    }
}
