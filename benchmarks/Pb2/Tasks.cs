using System.Collections.Immutable;
using Clade.Testing;

namespace Clade.Benchmarks.Pb2;

/// <summary>Small problems whose best hyperparameters are known.</summary>
internal static class Tasks
{
    public static ImmutableArray<Task> All { get; } =
    [
        Figure2("toy", alpha: 0.01, noise: 0), Figure2("toy, noisy", alpha: 0.01, noise: 0.01),
        MovingRate("moving rate", extra: 0, noise: 0), MovingRate("moving rate, noisy", extra: 0, noise: 0.3),
        MovingRate("moving rate and three more", extra: 3, noise: 0.3), MovingCategory("moving rate by optimizer"),
    ];

    /// <summary>
    /// Figure 2 of Jaderberg et al., 2017, with the weights of both halves of the surrogate as hyperparameters in
    /// [0, 1]: the hidden objective 1.2 − θ0² − θ1² wants both at 1.
    /// </summary>
    private static Task Figure2(string name, double alpha, double noise) => new(
        name,
        new SearchSpace { ["h0"] = Search.Uniform(0, 1), ["h1"] = Search.Uniform(0, 1) },
        new VirtualTraining
        {
            Start = static (_, seed) => [0.9, 0.9, seed, 0],
            Train = (w, config) =>
            [
                w[0] * (1 - (2 * alpha * config["h0"].ToDouble())),
                w[1] * (1 - (2 * alpha * config["h1"].ToDouble())),
                w[2], w[3] + 1,
            ],
            Measure = w => Score(1.2 - (w[0] * w[0]) - (w[1] * w[1]), noise, w[2], w[3]),
        },
        Iterations: 100, Interval: 5);

    /// <summary>
    /// What an iteration gains is highest, 1, where the learning rate follows a triangle wave over two decades; a rate
    /// that is three times too high loses. Further hyperparameters cost up to 0.2 each where they are off.
    /// </summary>
    private static Task MovingRate(string name, int extra, double noise) => new(
        name,
        SearchSpaceOf(extra),
        new VirtualTraining
        {
            Start = static (_, seed) => [0, seed, 0],
            Train = (w, config) =>
            [
                w[0] + GainOf(config["lr"].ToDouble(), w[2], shift: 0)
                    - Enumerable.Range(0, extra).Sum(i => 0.8 * Math.Pow(config[$"x{i}"].ToDouble() - (0.2 + (0.3 * i)), 2)),
                w[1], w[2] + 1,
            ],
            Measure = w => Score(w[0], noise, w[1], w[2]),
        },
        Iterations: 200, Interval: 5);

    /// <summary>As before, with two optimizers whose best learning rates lie a decade apart; the better one changes.</summary>
    private static Task MovingCategory(string name) => new(
        name,
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
                var isAdam = config["optimizer"] == "adam";
                var isBetter = isAdam == (w[2] % 200 < 100) && config["optimizer"] != "rmsprop";
                return
                [
                    w[0] + GainOf(config["lr"].ToDouble(), w[2], shift: isAdam ? -1 : 0) - (isBetter ? 0 : 0.3),
                    w[1], w[2] + 1,
                ];
            },
            Measure = static w => Score(w[0], 0.3, w[1], w[2]),
        },
        Iterations: 200, Interval: 5);

    private static SearchSpace SearchSpaceOf(int extra)
    {
        var space = new SearchSpace { ["lr"] = Search.LogUniform(1e-4, 1) };
        for (var i = 0; i < extra; i++) space[$"x{i}"] = Search.Uniform(0, 1);
        return space;
    }

    private static double GainOf(double rate, double iteration, double shift)
    {
        var wave = Math.Abs((iteration / 100 % 1) - 0.5) * 2;
        var off = Math.Log10(rate) - (-2.5 + (2 * wave) + shift);
        // Too high a rate undoes what was learned, too low a one learns nothing.
        return Math.Max(-1, Math.Exp(-2 * off * off) - (off > 0.5 ? off - 0.5 : 0));
    }

    // The noise of a measurement follows from trial and iteration, as a training function's would from its data.
    private static Metrics Score(double value, double noise, double seed, double iteration)
    {
        if (noise == 0) return new Metrics([new("score", value)]);

        var (u, v) = (Uniform((seed * 31) + iteration), Uniform((seed * 17) + (iteration * 7) + 0.5));
        return new Metrics(
            [new("score", value + (noise * Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * v)))]);
    }

    private static double Uniform(double key)
    {
        var bits = unchecked((ulong)BitConverter.DoubleToInt64Bits(key) * 0x9E3779B97F4A7C15UL);
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EBUL);
        return ((bits ^ (bits >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
