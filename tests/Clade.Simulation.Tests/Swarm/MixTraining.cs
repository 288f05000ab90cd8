using Clade.Testing;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>Training functions for a seed's experiment.</summary>
internal static class MixTraining
{
    public const string Metric = "score";
    public const string StandardError = "se";
    public const string Steps = "steps_done";

    /// <summary>
    /// Weights: the structure they belong to, how good they are, the steps done. Each step of training shows the
    /// configuration, so that a score is the work of exactly one history of configurations.
    /// </summary>
    public static VirtualTraining Draw(SearchSpace space, KeyedRandom random, Objective objective)
    {
        var sign = objective.Maximizes ? 1 : -1;
        var stepsPerIteration = 1 + random.NextIndex(4);
        var speed = 0.2 + random.NextDouble();
        var slow = 1 + (3 * random.NextDouble());
        var saveSeconds = random.NextDouble();
        return new VirtualTraining
        {
            Start = (config, seed) => [MixSpaces.StructureOf(space, config), (seed % 1000) / 1e6, 0],
            Train = (weights, config) =>
            {
                var structure = MixSpaces.StructureOf(space, config);
                if (weights[0] != structure)
                {
                    throw new InvariantViolationException(
                        $"Weights of structure {weights[0]} are trained with structure {structure}.");
                }

                var quality = weights[1] + (MixSpaces.RateOf(config) * (1 - weights[1]) * 0.2);
                return [structure, quality, weights[2] + stepsPerIteration];
            },
            // The structure is no weight, and the steps go on.
            Restart = (weights, fresh, restart) =>
                [weights[0], restart.Apply(weights[1], fresh[1]), weights[2]],
            Measure = weights => new Metrics(
            [
                new(Metric, sign * weights[1]),
                new(StandardError, 0.01 * (1 - weights[1])),
                new(Steps, weights[2]),
            ]),
            IterationTime = (trial, config) => TimeSpan.FromSeconds(
                speed * (1 + (trial.Value % 3 == 0 ? slow : 0) + (config.Count / 10.0))),
            SaveTime = _ => TimeSpan.FromSeconds(saveSeconds),
        };
    }
}
