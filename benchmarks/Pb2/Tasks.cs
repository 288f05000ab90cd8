using System.Collections.Immutable;
using Clade.Testing;

namespace Clade.Benchmarks.Pb2;

/// <summary>Small problems whose best hyperparameters are known.</summary>
internal static class Tasks
{
    private const double Loudness = 0.3;

    public static ImmutableArray<TrainingTask> All { get; } =
    [
        Figure2("figure 2", noise: 0), Figure2("figure 2, noisy", noise: 0.01),
        MovingRate("moving rate", extra: 0, noise: 0), MovingRate("moving rate, noisy", extra: 0, Loudness),
        MovingRate("moving rate and three more", extra: 3, Loudness), MovingOptimizer(), GreedyTrap(),
    ];

    /// <summary>
    /// Figure 2 of Jaderberg et al., 2017, with the weights of both halves of the surrogate as hyperparameters in
    /// [0, 1]: the hidden objective 1.2 − θ0² − θ1² wants both at 1.
    /// </summary>
    private static TrainingTask Figure2(string name, double noise) => new(
        name,
        new SearchSpace { ["h0"] = Search.Uniform(0, 1), ["h1"] = Search.Uniform(0, 1) },
        new VirtualTraining
        {
            Start = static (_, seed) => [0.9, 0.9, seed, 0],
            Train = static (w, config) =>
            [
                w[0] * (1 - (2 * 0.01 * config["h0"].ToDouble())),
                w[1] * (1 - (2 * 0.01 * config["h1"].ToDouble())),
                w[2], w[3] + 1,
            ],
            Measure = w => Score(1.2 - (w[0] * w[0]) - (w[1] * w[1]), noise, w[2], w[3]),
        },
        Iterations: 100);

    /// <summary>
    /// What an iteration gains is highest, 1, where the learning rate follows a triangle wave over two decades; too
    /// high a rate loses. Further hyperparameters cost up to about 0.5 each where they are off.
    /// </summary>
    private static TrainingTask MovingRate(string name, int extra, double noise) => new(
        name,
        SpaceWith(extra),
        new VirtualTraining
        {
            Start = static (_, seed) => [0, seed, 0],
            Train = (w, config) => [w[0] + Gain(config, w[2]) - CostOf(extra, config), w[1], w[2] + 1],
            Measure = w => Score(w[0], noise, w[1], w[2]),
        },
        Iterations: 200);

    /// <summary>
    /// As before, with three optimizers: Adam's best learning rate is a decade lower, it is the best for the first half
    /// and plain descent after it, and the third one never is.
    /// </summary>
    private static TrainingTask MovingOptimizer() => new(
        "moving rate and optimizer",
        new SearchSpace
        {
            ["lr"] = Search.LogUniform(1e-4, 1),
            ["optimizer"] = Search.Choice("sgd", "adam", "rmsprop"),
        },
        new VirtualTraining
        {
            Start = static (_, seed) => [0, seed, 0],
            Train = static (w, config) =>
            {
                var best = w[2] < 100 ? "adam" : "sgd";
                var cost = config["optimizer"] == best ? 0 : 0.3;
                var shift = config["optimizer"] == "adam" ? -1 : 0;
                return [w[0] + Gain(config, w[2], shift) - cost, w[1], w[2] + 1];
            },
            Measure = static w => Score(w[0], Loudness, w[1], w[2]),
        },
        Iterations: 200);

    /// <summary>
    /// A bowl with a steep and a flat direction and noisy gradients: a high learning rate is right for long, yet a low
    /// one always looks better at once. An iteration is 10 steps of descent.
    /// </summary>
    private static TrainingTask GreedyTrap() => new(
        "greedy trap",
        new SearchSpace { ["lr"] = Search.LogUniform(1e-4, 1.5) },
        new VirtualTraining
        {
            Start = static (_, seed) => [1, 10, seed, 0],
            Train = static (w, config) =>
            {
                var (steep, flat, rate) = (w[0], w[1], config["lr"].ToDouble());
                for (var i = 0; i < 10; i++)
                {
                    var step = (w[3] * 10) + i;
                    steep -= rate * (steep + Noise.Normal(w[2], step));
                    flat -= rate * ((0.01 * flat) + (0.1 * Noise.Normal(w[2] + 0.25, step)));
                }

                return [steep, flat, w[2], w[3] + 1];
            },
            Measure = static w => Score(-0.5 * ((w[0] * w[0]) + (0.01 * w[1] * w[1])), 0, 0, 0),
        },
        Iterations: 200);

    private static SearchSpace SpaceWith(int extra)
    {
        var space = new SearchSpace { ["lr"] = Search.LogUniform(1e-4, 1) };
        for (var i = 0; i < extra; i++) space[$"x{i}"] = Search.Uniform(0, 1);
        return space;
    }

    private static double CostOf(int extra, Configuration config)
    {
        var cost = 0.0;
        for (var i = 0; i < extra; i++)
        {
            var off = config[$"x{i}"].ToDouble() - (0.2 + (0.3 * i));
            cost += 0.8 * off * off;
        }

        return cost;
    }

    private static double Gain(Configuration config, double iteration, double shift = 0)
    {
        var wave = Math.Abs((iteration / 100 % 1) - 0.5) * 2;
        var off = Math.Log10(config["lr"].ToDouble()) - (-2.5 + (2 * wave) + shift);
        // Too high a rate undoes what was learned, too low a one learns nothing.
        return Math.Max(-1, Math.Exp(-2 * off * off) - Math.Max(0, off - 0.5));
    }

    private static Metrics Score(double value, double noise, double seed, double iteration) =>
        new([new("score", noise == 0 ? value : value + (noise * Noise.Normal(seed, iteration)))]);
}
