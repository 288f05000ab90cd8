using System.Collections.Immutable;
using Clade.Testing;

namespace Clade.Benchmarks;

/// <summary>
/// A task that punishes greed: a noisy quadratic with a fast and a slow direction. A large learning rate early is right
/// for the slow one, yet a small one always looks better at once, because it lowers the noise floor of the fast one.
/// </summary>
/// <remarks>
/// L(w) = ½ (w₁² + 0.01 w₂²) from (1, 10), 2,000 steps of gradient descent with noise N(0, 1) on the first gradient and
/// N(0, 0.1) on the second; the learning rate is drawn from logU(1e-4, 1.5) and the score is the true L.
/// </remarks>
internal static class GreedyTrap
{
    public const int Steps = 2_000;

    /// <summary>Plain PBT with a decision after every report; the interval is the steps of a report.</summary>
    public static PopulationBasedTraining Pbt { get; } = new()
    {
        PerturbationInterval = 1,
        PerturbationFactors = [1.25, 0.8],
        // A learning rate drawn afresh is most often a small one, which looks better at once: it would hide the rest.
        ResampleProbability = 0,
        Synchronous = true,
    };

    private const double FastNoise = 1;
    private const double SlowNoise = 0.1;
    private const double SlowCurvature = 0.01;

    private static readonly SearchSpace Space = new() { ["lr"] = Search.LogUniform(1e-4, 1.5) };

    /// <summary>Runs an experiment through the real engine.</summary>
    /// <param name="scheduler">What is measured.</param>
    /// <param name="stepsPerReport">Steps of gradient descent in an iteration.</param>
    /// <param name="trials">How many trials begin.</param>
    /// <param name="seed">The experiment's seed; also that of the noise.</param>
    public static SimulationRun Run(Scheduler scheduler, int stepsPerReport, int trials, ulong seed) =>
        Simulator.Run(new Clade.Testing.Simulation
        {
            Space = Space,
            Objective = Objective.Minimize("loss"),
            Training = TrainingOf(stepsPerReport, seed),
            Trials = trials,
            Slots = trials,
            Stop = Stop.AtIteration(Steps / stepsPerReport),
            Seed = seed,
            Scheduler = scheduler,
            CheckpointEvery = TimeSpan.FromDays(1),
            EventsMax = int.MaxValue,
            IsChecked = false,
        });

    /// <summary>The loss of the best member at the end: what a user would deploy.</summary>
    public static double FinalLoss(SimulationRun run) => run.Trials
        .Where(static trial => trial.Status == TrialStatus.Completed)
        .Min(static trial => trial.Metric);

    /// <summary>The lowest loss that was ever reported.</summary>
    public static double LowestLoss(SimulationRun run) => -run.State.BestScore.Value;

    private static VirtualTraining TrainingOf(int stepsPerReport, ulong seed) => new()
    {
        Start = static (_, trialSeed) => [1, 10, trialSeed],
        Train = (weights, config) => Descend(weights, config["lr"].ToDouble(), stepsPerReport, seed),
        Restart = static (weights, fresh, restart) =>
            [restart.Apply(weights[0], fresh[0]), restart.Apply(weights[1], fresh[1]), weights[2]],
        Measure = static weights => new Metrics([new("loss", Loss(weights))]),
    };

    private static double Loss(ImmutableArray<double> w) =>
        0.5 * ((w[0] * w[0]) + (SlowCurvature * w[1] * w[1]));

    private static ImmutableArray<double> Descend(
        ImmutableArray<double> weights, double rate, int steps, ulong seed)
    {
        var (fast, slow) = (weights[0], weights[1]);
        // Two members with the same weights and another learning rate must not meet the same noise.
        var place = BitConverter.DoubleToInt64Bits(fast) ^ (BitConverter.DoubleToInt64Bits(weights[2]) << 1);
        var random = KeyedRandom.For(seed, RandomPurpose.Simulation, place, BitConverter.DoubleToInt64Bits(rate));
        for (var i = 0; i < steps; i++)
        {
            fast -= rate * (fast + (FastNoise * random.NextNormal()));
            slow -= rate * ((SlowCurvature * slow) + (SlowNoise * random.NextNormal()));
        }

        return [fast, slow, weights[2]];
    }
}
