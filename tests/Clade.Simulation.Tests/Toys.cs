using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>Small training problems for simulations.</summary>
internal static class Toys
{
    /// <summary>A space with every kind of hyperparameter that exploring treats in its own way.</summary>
    public static SearchSpace Space { get; } = new()
    {
        ["lr"] = Search.LogUniform(1e-3, 1),
        ["momentum"] = Search.Uniform(0, 0.99),
        ["layers"] = Search.RandInt(1, 5).Structural(),
        ["batch"] = Search.Ordered(16, 32, 64, 128),
        ["optimizer"] = Search.Choice("sgd", "adam"),
        ["beta"] = Search.Uniform(0.5, 0.999).When("optimizer", "adam"),
    };

    /// <summary>
    /// Weights come nearer to 1 the better the learning rate; the first weight counts layers, so that weights and
    /// configuration can be seen to belong together.
    /// </summary>
    public static VirtualTraining Training { get; } = new()
    {
        Start = static (config, seed) => [config["layers"].ToDouble(), (seed % 1000) / 1e6],
        Train = static (weights, config) =>
        {
            if (weights[0] != config["layers"].ToDouble())
            {
                throw new InvariantViolationException(
                    $"Weights of {weights[0]} layers are trained with {config["layers"]}.");
            }

            var rate = config["lr"].ToDouble() * (1 - config["momentum"].ToDouble());
            return [weights[0], weights[1] + (rate * (1 - weights[1]))];
        },
        Measure = static weights => new Metrics([new("score", weights[1])]),
        IterationTime = static (trial, config) => TimeSpan.FromSeconds(
            0.5 + (trial.Value % 3 * 0.25) + (config["layers"].ToDouble() / 10)),
    };

    /// <summary>
    /// Figure 2 of Jaderberg et al., 2017: a hidden objective, and surrogates that each see half of it.
    /// </summary>
    public static VirtualTraining Figure2 { get; } = new()
    {
        Start = static (_, _) => [0.9, 0.9],
        Train = static (theta, config) =>
        [
            theta[0] - (2 * 0.01 * config["h0"].ToDouble() * theta[0]),
            theta[1] - (2 * 0.01 * config["h1"].ToDouble() * theta[1]),
        ],
        Measure = static theta => new Metrics([new("q", 1.2 - (theta[0] * theta[0]) - (theta[1] * theta[1]))]),
    };

    public static Testing.Simulation Small(ulong seed, Scheduler scheduler) => new()
    {
        Space = Space,
        Objective = Objective.Maximize("score"),
        Training = Training,
        Trials = 4 + (int)(seed % 7),
        Slots = 1 + (int)(seed % 5),
        Stop = Stop.AtIteration(12),
        Seed = seed,
        FaultSeed = seed,
        Scheduler = scheduler,
    };
}
