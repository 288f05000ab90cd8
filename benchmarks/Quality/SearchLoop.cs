using System.Collections.Immutable;

namespace Clade.Benchmarks.Quality;

/// <summary>One search: a sampler is asked for trials and told what they reached, until there are enough.</summary>
internal static class SearchLoop
{
    /// <returns>The values of all trials, in the order in which they were told.</returns>
    /// <param name="sampler">The sampler.</param>
    /// <param name="function">The function.</param>
    /// <param name="trials">How many trials are told.</param>
    /// <param name="seed">The search's seed.</param>
    /// <param name="parallel">
    /// How many trials are pending whenever one is told: a trial's outcome is known only after so many were asked for.
    /// </param>
    public static ImmutableArray<ImmutableArray<double>> Run(
        Sampler sampler, TestFunction function, int trials, ulong seed, int parallel)
    {
        var search = new AskTell(sampler, function.Space, Objective.Minimize(function.Objectives[0]), seed);
        var pending = new Queue<AskedTrial>();
        var values = ImmutableArray.CreateBuilder<ImmutableArray<double>>(trials);
        for (var asked = 0; values.Count < trials;)
        {
            while (pending.Count < parallel && asked < trials)
            {
                pending.Enqueue(search.Ask());
                asked++;
            }

            var trial = pending.Dequeue();
            values.Add(function.Evaluate(trial.Config));
            search.Tell(trial, new Metrics(function.Objectives.Zip(values[^1], KeyValuePair.Create)));
        }

        return values.MoveToImmutable();
    }
}
