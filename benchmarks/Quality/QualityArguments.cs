using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Benchmarks.Quality;

/// <summary>What the command line asks for.</summary>
internal sealed record QualityArguments
{
    public const string Usage =
        "Options: --sampler NAME[,NAME], --function NAME[,NAME], --trials N[,N], --seeds N, --parallel N, " +
        "--reference FILE, --json FILE, --time, --check-random.";

    /// <summary>No search is longer than this.</summary>
    private const int TrialsMax = 1_000_000;

    /// <summary>The samplers; all by default.</summary>
    public ImmutableArray<SamplerEntry> Samplers { get; private init; } = Quality.Samplers.All;

    /// <summary>The functions; by default those with reference figures.</summary>
    public ImmutableArray<TestFunction> Functions { get; private init; } =
        [TestFunctions.Find("branin")!, TestFunctions.Find("hartmann6")!];

    /// <summary>After how many trials the figures are taken, rising.</summary>
    public ImmutableArray<int> Trials { get; private init; } = [20, 50, 100, 200];

    /// <summary>How many searches, with the seeds 0, 1, 2 ….</summary>
    public int Seeds { get; private init; } = 20;

    /// <summary>How many trials are pending at once.</summary>
    public int Parallel { get; private init; } = 1;

    public string? ReferenceFile { get; private init; }

    public string? JsonFile { get; private init; }

    /// <summary>Measure how long proposals take instead.</summary>
    public bool MeasuresTime { get; private init; }

    /// <summary>See whether random search agrees with the reference instead.</summary>
    public bool ChecksRandom { get; private init; }

    /// <returns>The arguments.</returns>
    /// <exception cref="FormatException">There is a mistake; the message says which, and what there is.</exception>
    public static QualityArguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new QualityArguments();
        for (var i = 0; i < args.Count; i++)
        {
            parsed = args[i] switch
            {
                "--time" => parsed with { MeasuresTime = true },
                "--check-random" => parsed with { ChecksRandom = true },
                _ => parsed.With(args[i], i + 1 < args.Count ? args[++i] : null),
            };
        }

        return parsed;
    }

    private QualityArguments With(string option, string? value)
    {
        Func<string, QualityArguments> set = option switch
        {
            "--sampler" => text => this with { Samplers = [.. text.Split(',').Select(SamplerOf)] },
            "--function" => text => this with { Functions = [.. text.Split(',').Select(FunctionOf)] },
            "--trials" => text => this with
            {
                Trials = [.. text.Split(',').Select(number => NumberOf(option, number)).Distinct().Order()],
            },
            "--seeds" => text => this with { Seeds = NumberOf(option, text) },
            "--parallel" => text => this with { Parallel = NumberOf(option, text) },
            "--reference" => text => this with { ReferenceFile = text },
            "--json" => text => this with { JsonFile = text },
            _ => throw new FormatException($"'{option}' is no option. {Usage}"),
        };
        return set(value ?? throw new FormatException($"{option} needs a value. {Usage}"));
    }

    private static SamplerEntry SamplerOf(string name) => Quality.Samplers.Find(name) ?? throw new FormatException(
        $"'{name}' is no sampler. There are: " +
        string.Join(", ", Quality.Samplers.All.Select(static sampler => sampler.Name)) + ".");

    private static TestFunction FunctionOf(string name) => TestFunctions.Find(name) ?? throw new FormatException(
        $"'{name}' is no function. There are: {TestFunctions.Names}.");

    private static int NumberOf(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= TrialsMax
            ? number
            : throw new FormatException($"{option}: '{text}' is no whole number from 1 to {TrialsMax}.");
}
