using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>One figure of a sampler on a function, over all seeds.</summary>
/// <param name="Sampler">The sampler.</param>
/// <param name="Function">The function.</param>
/// <param name="Trials">After so many trials.</param>
/// <param name="Figure">Over the seeds.</param>
/// <param name="Wins">With how many seeds it did better than random search with the same one; none if not run.</param>
internal sealed record ComparisonRow(string Sampler, string Function, int Trials, Quartiles Figure, int? Wins = null);

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
            var ruler = Ruler(arguments, function);
            foreach (var sampler in arguments.Samplers)
            {
                if (sampler.Refuse(function) is { } reason)
                {
                    output.WriteLine($"{sampler.Name,-14} refused: {reason}");
                    continue;
                }

                foreach (var row in RowsOf(arguments, sampler, function, ruler))
                {
                    Write(row, reference?.Find(function.Name, sampler.Peers, row.Trials), output);
                    rows.Add(row);
                }
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>The figures of one sampler on one function, one row for each number of trials.</summary>
    /// <param name="arguments">What to run.</param>
    /// <param name="sampler">The sampler.</param>
    /// <param name="function">The function.</param>
    /// <param name="ruler">What random search reached, to count against; none to count nothing.</param>
    public static IEnumerable<ComparisonRow> RowsOf(
        QualityArguments arguments, SamplerEntry sampler, TestFunction function,
        ImmutableArray<ImmutableArray<double>>? ruler = null)
    {
        var figures = FiguresOf(arguments, sampler, function);
        return arguments.Trials.Select((trials, i) => new ComparisonRow(
            sampler.Name, function.Name, trials, Quartiles.Of(figures.Select(ofSeed => ofSeed[i])),
            ruler?.Zip(figures).Count(pair => function.IsBetter(pair.Second[i], pair.First[i]))));
    }

    /// <summary>What random search reaches, if it is not alone.</summary>
    private static ImmutableArray<ImmutableArray<double>>? Ruler(QualityArguments arguments, TestFunction function) =>
        arguments.Samplers.FirstOrDefault(static sampler => sampler.Name == Samplers.Ruler) is { } random
        && arguments.Samplers.Length > 1
            ? FiguresOf(arguments, random, function)
            : null;

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
            $"{"sampler",-14}{"trials",8}  {"median [q25, q75]",-34}{"wins",-6}{(hasReference ? "reference" : "")}"
                .TrimEnd());
    }

    private static void Write(ComparisonRow row, ReferenceRow? reference, TextWriter output) => output.WriteLine(
        $"{row.Sampler,-14}{row.Trials,8}  {row.Figure,-34}{row.Wins,-6}{reference?.Regret,-34}{reference?.Sampler}"
            .TrimEnd());
}
