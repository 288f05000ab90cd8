using System.Diagnostics;
using System.Globalization;

namespace Clade.Fuzz.Fuzzing;

/// <summary>Changes inputs at random and keeps those that reach something new.</summary>
internal sealed class Fuzzer(IFuzzTarget target, Coverage coverage, int seed, TextWriter log)
{
    private const int CorpusFilesMax = 300;
    private const int CorpusBytesMax = 300_000;
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    private readonly Promises _promises = new(target);
    private readonly Mutator _mutator = new(new Random(seed), target.Words);
    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private long _runs;

    public int FindingCount => _found.Count;

    public long Runs => _runs;

    public IReadOnlyList<byte[]> Corpus => _corpus;

    /// <summary>Takes inputs in to start from, beside the target's own.</summary>
    public void Seed(IEnumerable<byte[]> inputs) => _corpus.AddRange(inputs);

    /// <summary>Fuzzes for a while.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="findings">The folder for inputs that break a promise; created by the first.</param>
    public void Run(TimeSpan duration, string findings)
    {
        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"seed {seed}, {_corpus.Count} + {target.Seeds.Count} inputs to begin with"));
        Seed(target.Seeds);
        var begun = _corpus.ToArray();
        _corpus.Clear();
        foreach (var input in begun) Try(input, findings);

        var clock = Stopwatch.StartNew();
        var (nextStatus, runsBefore) = (StatusInterval, _runs);
        while (clock.Elapsed < duration)
        {
            Try(_mutator.Next(_corpus), findings);
            if (clock.Elapsed < nextStatus) continue;

            nextStatus += StatusInterval;
            Tell(clock.Elapsed, _runs - runsBefore);
        }

        Tell(clock.Elapsed, _runs - runsBefore);
    }

    /// <summary>
    /// Small inputs that reach together the branches that the corpus reaches, and as many outcomes as fit into a test.
    /// </summary>
    public IReadOnlyList<byte[]> SmallestCorpus()
    {
        var (reached, outcomes) = (new HashSet<int>(), new HashSet<string>(StringComparer.Ordinal));
        var (forBranches, forOutcomes) = (new List<byte[]>(), new List<byte[]>());
        foreach (var input in _corpus.OrderBy(static input => input.Length))
        {
            coverage.Clear();
            _promises.Check(input);
            var branches = coverage.BranchesNow();
            if (!branches.IsSubsetOf(reached)) forBranches.Add(input);
            else if (!outcomes.Contains(_promises.Outcome)) forOutcomes.Add(input);

            reached.UnionWith(branches);
            outcomes.Add(_promises.Outcome);
        }

        var bytes = 0;
        return [.. forBranches.Concat(forOutcomes).Take(CorpusFilesMax)
            .TakeWhile(input => (bytes += input.Length) <= CorpusBytesMax)];
    }

    private void Try(byte[] input, string findings)
    {
        coverage.Clear();
        _runs++;
        if (_promises.Check(input) is { } finding)
        {
            Report(finding, input, findings);
            return;
        }

        if (coverage.Merge(_promises.Outcome)) _corpus.Add(input);
    }

    private void Report(Finding finding, byte[] input, string folder)
    {
        if (!_found.Add(finding.Kind)) return;

        var small = Minimiser.Minimise(input, shorter => _promises.Check(shorter)?.Kind == finding.Kind);
        Directory.CreateDirectory(folder);
        var path = Path.GetFullPath(Path.Combine(folder, CorpusFolder.NameOf("finding-", small)));
        File.WriteAllBytes(path, small);
        File.WriteAllBytes($"{path}.whole", input);
        File.WriteAllText($"{path}.txt", $"{finding.Kind}\n{finding.Details}\n");
        log.WriteLine($"FINDING {finding.Kind}\n  {finding.Details.ReplaceLineEndings("\n  ")}\n  {path}");
    }

    private void Tell(TimeSpan elapsed, long runs) => log.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $@"{elapsed:hh\:mm\:ss}  {runs:N0} executions, {runs / elapsed.TotalSeconds:N0}/s; " +
        $"corpus {_corpus.Count:N0} ({_corpus.Sum(static input => (long)input.Length) >> 10:N0} KiB), " +
        $"{coverage.Branches:N0} branches, {coverage.Outcomes:N0} outcomes, {FindingCount} findings"));
}
