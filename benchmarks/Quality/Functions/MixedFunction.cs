namespace Clade.Benchmarks.Quality;

/// <summary>
/// What tuning a network is like: floats, integers, categories, one of which turns another hyperparameter on, and
/// hyperparameters that depend on each other.
/// </summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="MomentumWeight">What a momentum off its best costs: the more, the worse the best branch looks.</param>
/// <param name="RateWeight">The same for the learning rate of that branch.</param>
internal sealed record MixedFunction(string Name, double MomentumWeight, double RateWeight)
    : SingleObjective(Name, NewSpace())
{
    /// <summary>The best branch is the best for most of its values, too.</summary>
    public static MixedFunction Mixed { get; } = new("mixed", MomentumWeight: 0.5, RateWeight: 0.1);

    /// <summary>The best branch is the worst for most of its values.</summary>
    public static MixedFunction Trap { get; } = new("mixed-trap", MomentumWeight: 4, RateWeight: 0.3);

    /// <summary>Where the function is 0.</summary>
    public static Configuration Best { get; } = Configuration.Of(
        ("optimizer", "sgd"), ("lr", 0.1), ("momentum", 0.9), ("layers", 4), ("width", 128), ("dropout", 0.3),
        ("activation", "relu"));

    public override double Optimum => 0;

    public override double ValueOf(Configuration config)
    {
        var optimizer = config["optimizer"].ToString();
        var rate = Math.Log10(config["lr"].ToDouble());
        var doublings = Math.Log2(config["width"].ToDouble());
        var layers = config["layers"].ToDouble();

        var loss = optimizer switch
        {
            "sgd" => (MomentumWeight * Square(config["momentum"].ToDouble() - 0.9)) + (RateWeight * Square(rate + 1)),
            "adam" => 0.3 + (0.1 * Square(rate + 3)),
            _ => 0.5 + (0.1 * Square(rate + 2.5)),
        };

        // A wider network stands more dropout.
        var dropout = 0.1 + (0.05 * (doublings - 3));
        return loss + (0.05 * Square(layers - 4)) + (0.04 * Square(doublings - 7))
            + (2 * Square(config["dropout"].ToDouble() - dropout))
            + config["activation"].ToString() switch { "relu" => 0, "gelu" => 0.1, "tanh" => 0.25, _ => 0.6 };
    }

    private static SearchSpace NewSpace() => new()
    {
        ["optimizer"] = Search.Choice("adam", "rmsprop", "sgd"),
        ["lr"] = Search.LogUniform(1e-5, 1),
        ["momentum"] = Search.Uniform(0, 1).When("optimizer", "sgd"),
        ["layers"] = Search.RandInt(1, 9),
        ["width"] = Search.LogRandInt(8, 1025),
        ["dropout"] = Search.Uniform(0, 0.8),
        ["activation"] = Search.Choice("gelu", "relu", "sigmoid", "tanh"),
    };

    private static double Square(double value) => value * value;
}
