using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>One figure of a sampler on a function, over all seeds.</summary>
internal sealed record ComparisonRow(string Sampler, string Function, int Trials, Quartiles Figure);

/// <summary>Runs searches and prints what they reached.</summary>
internal static class Comparison
{
    public static ImmutableArray<ComparisonRow> Run(
        QualityArguments arguments, Reference? reference, TextWriter output)
    {
        var rows = ImmutableArray.CreateBuilder<ComparisonRow>();
        foreach (var function in arguments.Functions)
        {
            WriteHead(arguments, function, reference is not null, output);
            foreach (var sampler in arguments.Samplers)
            {
                if (sampler.Refuse(function) is { } reason)
                {
                    output.WriteLine($"{sampler.Name,-14} refused: {reason}");
                    continue;
                }

                foreach (var row in RowsOf(arguments, sampler, function))
                {
                    Write(row, reference?.Find(function.Name, sampler.Peers, row.Trials), output);
                    rows.Add(row);
                }
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>The figures of one sampler on one function, one row for each number of trials.</summary>
    public static IEnumerable<ComparisonRow> RowsOf(
        QualityArguments arguments, SamplerEntry sampler, TestFunction function)
    {
        var figures = FiguresOf(arguments, sampler, function);
        return arguments.Trials.Select((trials, i) => new ComparisonRow(
            sampler.Name, function.Name, trials, Quartiles.Of(figures.Select(ofSeed => ofSeed[i]))));
    }

    /// <summary>For each seed the figures after each number of trials.</summary>
    public static ImmutableArray<ImmutableArray<double>> FiguresOf(
        QualityArguments arguments, SamplerEntry sampler, TestFunction function) =>
    [
        .. Enumerable.Range(0, arguments.Seeds).Select(seed =>
        {
            var values = SearchLoop.Run(
                sampler.New(function), function, arguments.Trials[^1], (ulong)seed, arguments.Parallel);
            return arguments.Trials.Select(trials => function.FigureOf(values[..trials])).ToImmutableArray();
        }),
    ];

    private static void WriteHead(
        QualityArguments arguments, TestFunction function, bool hasReference, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{function.Name}: {function.Figure} (the best possible is {(function.HasSeveralObjectives
                ? function.Optimum
                : 0):G6}), {arguments.Seeds} seeds, {arguments.Parallel} pending"));
        output.WriteLine(
            $"{"sampler",-14}{"trials",8}  {"median [q25, q75]",-34}{(hasReference ? "reference" : "")}".TrimEnd());
    }

    private static void Write(ComparisonRow row, ReferenceRow? reference, TextWriter output) => output.WriteLine(
        $"{row.Sampler,-14}{row.Trials,8}  {row.Figure,-34}{reference?.Regret,-34}{reference?.Sampler}".TrimEnd());
}
