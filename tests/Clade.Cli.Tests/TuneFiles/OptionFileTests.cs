using System.Collections.Immutable;
using Clade.Cli.TuneFiles;

namespace Clade.Cli.Tests.TuneFiles;

public sealed class OptionFileTests
{
    public static TheoryData<string, object> Written => new()
    {
        { "sampler: random", new RandomSampler() },
        { "sampler: sobol", new SobolSampler() },
        { "sampler: halton", new HaltonSampler() },
        { "sampler: mobster", new MobsterSampler() },
        { "sampler: bohb", new BohbSampler() },
        { "sampler: {auto: {}}", new AutoSampler() },
        { "sampler:\n  tpe:", new TpeSampler() },
        { "sampler: {tpe: {candidates: 48, good_fraction: 0.2, weighting: even, is_multivariate: false}}",
            new TpeSampler
            {
                Candidates = 48, GoodFraction = 0.2, Weighting = TpeWeighting.Even, IsMultivariate = false,
            } },
        { "sampler: {gaussian_process: {startup_trials: 5, observations_max: 100}}",
            new GaussianProcessSampler { StartupTrials = 5, ObservationsMax = 100 } },
        { "sampler: {cma_es: {population_size: 8, initial_step: 0.3}}",
            new CmaEsSampler { PopulationSize = 8, InitialStep = 0.3 } },
        { "sampler: {nsga_ii: {objectives: [{maximize: a}, {minimize: b}], population_size: 10}}",
            new NsgaIISampler
            {
                Objectives = [Objective.Maximize("a"), Objective.Minimize("b")], PopulationSize = 10,
            } },
        { "sampler: {repeat: {inner: {tpe: {candidates: 9}}, repetitions: 5}}",
            new RepeatSampler { Inner = new TpeSampler { Candidates = 9 }, Repetitions = 5 } },
        { "sampler: {random: {starting_configurations: [{lr: 0.01}, {optimizer: adam}]}}",
            new RandomSampler
            {
                StartingConfigurations = [Configuration.Of(("lr", 0.01)), Configuration.Of(("optimizer", "adam"))],
            } },
        { "sampler: {tpe: {earlier_trials: [{config: {lr: 0.01, optimizer: sgd}, metrics: {accuracy: 0.5}}]}}",
            new TpeSampler
            {
                EarlierTrials =
                    [EarlierTrial.Of(Configuration.Of(("lr", 0.01), ("optimizer", "sgd")), ("accuracy", 0.5))],
            } },
        { "scheduler: fifo", new FirstInFirstOut() },
        { "scheduler: {asha: {max_resource: 9, grace_period: 1, reduction_factor: 3, variant: promotion}}",
            new Asha { MaxResource = 9, GracePeriod = 1, ReductionFactor = 3, Variant = AshaVariant.Promotion } },
        { "scheduler: {hyperband: {max_resource: 81}}", new HyperBand { MaxResource = 81 } },
        { "scheduler: {pasha: {max_resource: 81}}", new Pasha { MaxResource = 81 } },
        { "scheduler: median_stopping", new MedianStopping() },
        { "stop: {at_iteration: 40}", Stop.AtIteration(40) },
        { "stop: {at_iteration: 40, after_time: 1h 30m}",
            Stop.AtIteration(40) | Stop.AfterTime(TimeSpan.FromMinutes(90)) },
        { "stop: {all: [{at_iteration: 9}, {when_metric: {metric: accuracy, threshold: 0.9}}]}",
            Stop.AtIteration(9) & Stop.WhenMetric("accuracy", 0.9) },
        { "stop: {on_plateau: {patience: 5, min_delta: 0.01}}", Stop.OnPlateau(5, 0.01) },
        { "stop: {experiment_on_plateau: {patience: 50, grace: 10}}", Stop.ExperimentOnPlateau(50, grace: 10) },
        { "stop: {after_total_iterations: 1000}", Stop.AfterTotalIterations(1000) },
        { "stop: {any: [{at_iteration: 2}, {when_metric_at_most: {metric: loss, threshold: -1}}]}",
            Stop.AtIteration(2) | Stop.WhenMetricAtMost("loss", -1) },
        { "resources: {cpu: 0.5, memory_bytes: 1.5GiB}", new Resources(0.5) { MemoryBytes = 3L << 29 } },
        { "checkpoint_interval: 0s", TimeSpan.Zero },
        { "report_timeout: 250ms", TimeSpan.FromMilliseconds(250) },
        { "leave_timeout: 2m", TimeSpan.FromMinutes(2) },
        { "seed: 9007199254740993", 9007199254740993UL },
        { "max_failures: 0", 0 },
        { "max_concurrent_trials: 3", 3 },
        { "allow_missing_metrics: true", true },
        { "progress: quiet", Progress.Quiet },
        { "folder: runs", "/tmp/runs" },
    };

    [Theory, MemberData(nameof(Written))]
    public void What_is_written_is_what_the_library_gets(string line, object expected)
    {
        var key = line.Split(':')[0];
        var property = TuneFileKeys.Shape.Keys.Single(item => item.Name == key).Property!;

        Assert.Equal(expected, property.GetValue(Read(line).Options));
    }

    [Fact]
    public void Population_based_training_takes_all_its_options()
    {
        var reading = new Reading("/") { Space = new SearchSpace { ["lr"] = Search.Uniform(0, 1) } };
        var read = (PopulationBasedTraining)Kinds.ShapeOf(typeof(Scheduler))!.Read(YamlReader.Read("""
            pbt:
              perturbation_interval: 4
              burn_in: 2
              quantile_fraction: 0.3
              resample_probability: 0.1
              perturbation_factors: [1.25, 0.8]
              mutations: [lr]
              exploit: {welch_t_test: {window: 5}}
              explore: {pb2: {window: 50}}
              margin: {standard_errors: 2, metric: accuracy_se}
              max_skew: .inf
              cool_down: 0.25
              keep_best: false
              synchronous: true
              generation_timeout: 10m
              revive_failed: false
              sub_populations: [1, 5]
              initial_multiple: 2
              restart: {failures: 3}
              improvement_rate: {parent_sizes: [3, 3], evaluators: 4}
            """, "x"), "scheduler", reading)!;

        Assert.Empty(reading.Mistakes);
        Assert.Equal((4, 2, 0.3, 0.1), (
            read.PerturbationInterval, read.BurnIn, read.QuantileFraction, read.ResampleProbability));
        Assert.Equal([1.25, 0.8], read.PerturbationFactors);
        Assert.Equal(["lr"], read.Mutations!.Names);
        Assert.Equal(new WelchTTest { Window = 5 }, read.Exploit);
        Assert.Equal(new PopulationBasedBandits { Window = 50 }, read.Explore);
        Assert.Equal(Margin.OfStandardErrors(2, "accuracy_se"), read.Margin);
        Assert.Equal(new StagnationRestart { Failures = 3 }, read.Restart);
        Assert.Equal(new FasterImprovementRate { ParentSizes = [3, 3], Evaluators = 4 }, read.ImprovementRate);
        Assert.Equal([1, 5], read.SubPopulations);
        Assert.Equal(TimeSpan.FromMinutes(10), read.GenerationTimeout);
        Assert.Equal(double.PositiveInfinity, read.MaxSkew);
        Assert.Equal((0.25, false, true, false, 2), (
            read.CoolDown, read.KeepBest, read.Synchronous, read.ReviveFailed, read.InitialMultiple));
    }

    [Fact]
    public void A_space_has_every_kind_of_domain()
    {
        var space = Read("""
            space:
              a: {uniform: [0, 1], quantum: 0.1}
              b: {log_uniform: [1e-4, 0.1]}
              c: {normal: [0, 2]}
              d: {randint: [32, 512], structural: true}
              e: {log_randint: [1, 1024]}
              f: {choice: [sgd, 2, 2.5, true, "3"]}
              g: {ordered: [16, 32]}
              i: boolean
              j: {boolean: {}, when: {f: [sgd, 2]}}
              k: {constant: 7}
              l:
                space:
                  m: {uniform: [0, 1], when: {i: true}}
                when: {g: 16}
            """).Options.Space!;

        var expected = new SearchSpace
        {
            ["a"] = Search.Uniform(0, 1, 0.1),
            ["b"] = Search.LogUniform(1e-4, 0.1),
            ["c"] = Search.Normal(0, 2),
            ["d"] = Search.RandInt(32, 512).Structural(),
            ["e"] = Search.LogRandInt(1, 1024),
            ["f"] = Search.Choice("sgd", 2, 2.5, true, "3"),
            ["g"] = Search.Ordered(16, 32),
            ["i"] = Search.Boolean(),
            ["j"] = Search.Boolean().When("f", "sgd", 2),
            ["k"] = Search.Constant(7),
            ["l"] = new SearchSpace { ["m"] = Search.Uniform(0, 1).When("i", true) }.When("g", 16),
        };
        Assert.Equal(expected.Describe(), space.Describe());
    }

    [Fact]
    public void Several_objectives_become_one()
    {
        Assert.Equal(
            Objective.WeightedSum((Objective.Maximize("a"), 1), (Objective.Minimize("b"), 0.5)),
            Read("objective: {weighted_sum: [{maximize: a, weight: 1}, {minimize: b, weight: 0.5}]}")
                .Options.Objective);
        Assert.Equal(
            Objective.Chebyshev([(Objective.Maximize("a"), 1, 1), (Objective.Minimize("b"), 2, 0)], 0.1),
            Read("""
                objective:
                  chebyshev: [{maximize: a, weight: 1, ideal: 1}, {minimize: b, weight: 2, ideal: 0}]
                  augmentation: 0.1
                """).Options.Objective);
    }

    [Fact]
    public void Every_default_can_be_written_out_and_changes_nothing()
    {
        var written = 0;
        foreach (var kind in Kinds.All.SelectMany(static shape => shape.Kinds))
        {
            if (kind.Options is not { } options || options.Keys.Any(static key => key.IsRequired)) continue;

            var bare = options.Read(YamlReader.Read("{}", "x"), "", new Reading("/"));
            foreach (var key in options.Keys.Where(static key => key.Default is not null))
            {
                var reading = new Reading("/");
                var read = options.Read(YamlReader.Read($"{key.Name}: {key.Default}", "x"), "", reading);
                Assert.True(
                    Equals(bare, read),
                    $"{kind.Name}.{key.Name}: {key.Default} {reading.Mistakes.FirstOrDefault()}");
                written++;
            }
        }

        Assert.True(written > 30, $"Only {written} defaults were looked at.");
    }

    [Fact]
    public void Relative_folders_start_at_the_file()
    {
        var file = Read("program: {command: [sh, -c, x]}");

        Assert.Equal("/tmp", file.Program.WorkingDirectory);
        Assert.Equal("/", Read("program: {command: [sh, -c, x], working_directory: ..}").Program.WorkingDirectory);
    }

    [Fact]
    public void The_effective_file_reads_back_as_the_same_options()
    {
        var file = Read(
            "sampler: {tpe: {candidates: 48}}\nstop: {all: [{at_iteration: 3}, {after_time: 1h}]}",
            Override.Parse("space.lr.uniform=[1e-3, 0.2]"), Override.Parse("program.environment.A=\"yes: 1\""),
            Override.OfText("--name true", "name", "true"));

        var again = TuneFile.Parse(file.Effective(), "/elsewhere", "tune.yaml");

        Assert.Equal(file.Options.Sampler, again.Options.Sampler);
        Assert.Equal(file.Options.Stop, again.Options.Stop);
        Assert.Equal(file.Options.Space!.Describe(), again.Options.Space!.Describe());
        Assert.Equal("true", again.Options.Name);
        Assert.Equal("yes: 1", again.Program.Environment["A"]);
        Assert.Equal(file.Program.WorkingDirectory, again.Program.WorkingDirectory);
        Assert.Equal(again.Effective(), TuneFile.Parse(again.Effective(), "/", "tune.yaml").Effective());
    }

    private static TuneFile Read(string lines, params ImmutableArray<Override> overrides) =>
        TuneFile.Parse(Complete(lines), "/tmp", "tune.yaml", overrides);

    /// <summary>A file with some lines, and the others that it needs.</summary>
    internal static string Complete(string lines)
    {
        var own = lines.Split('\n').Select(static line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        string[] others =
        [
            "name: n", "objective: {maximize: accuracy}", "trials: 64",
            "program: {command: [sh, -c, x]}",
            "space: {lr: {uniform: [0, 1]}, optimizer: {choice: [sgd, adam]}}",
        ];
        return string.Join('\n', [lines, .. others.Where(line => !own.Contains(line.Split(':')[0]))]);
    }
}
