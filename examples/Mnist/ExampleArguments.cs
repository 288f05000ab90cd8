using System.Globalization;

namespace Clade.Examples.Mnist;

/// <summary>The options of this example's command line.</summary>
internal sealed record ExampleArguments
{
    public const string Usage =
        """
        Tunes a small network on MNIST with Population Based Training.

          --full           more hyperparameters, augmented images, longer training: aims at 99 % (minutes)
          --random         random search with the same budget, for comparison
          --recipe         no search: trains the hand-set recipe that --full has to match
          --trials N       size of the population
          --seed N         seed of everything random (default 1)
          --resume FOLDER  goes on with an experiment that was interrupted
          --json FILE      also writes the result to a file
          --help           prints this
        """;

    private static readonly string[] Known =
        ["--full", "--random", "--recipe", "--trials", "--seed", "--resume", "--json", "--help"];

    public bool Full { get; init; }

    public bool Random { get; init; }

    public bool Recipe { get; init; }

    public bool Help { get; init; }

    /// <summary>Size of the population, or null for the standard one.</summary>
    public int? Trials { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>The folder of an experiment to go on with, such as <c>experiments/mnist</c>.</summary>
    public string? ResumeFolder { get; init; }

    public string? JsonPath { get; init; }

    /// <exception cref="FormatException">The line is not understood; the message says what to write.</exception>
    public static ExampleArguments Parse(IEnumerable<string> arguments)
    {
        var left = new Queue<string>(arguments);
        var parsed = new ExampleArguments();
        while (left.TryDequeue(out var option))
        {
            parsed = option switch
            {
                "--full" => parsed with { Full = true },
                "--random" => parsed with { Random = true },
                "--recipe" => parsed with { Recipe = true },
                "--help" => parsed with { Help = true },
                "--trials" => parsed with { Trials = ParseTrials(option, left) },
                "--seed" => parsed with { Seed = ParseNumber<ulong>(option, left) },
                "--resume" => parsed with { ResumeFolder = Value(option, left) },
                "--json" => parsed with { JsonPath = Value(option, left) },
                _ => throw new FormatException($"'{option}' is not an option. The nearest is {Nearest(option)}."),
            };
        }

        return parsed.Recipe && (parsed.Random || parsed.Trials is not null || parsed.ResumeFolder is not null)
            ? throw new FormatException(
                "--recipe trains one network: --random, --trials and --resume have no meaning beside it.")
            : parsed;
    }

    private static int ParseTrials(string option, Queue<string> left)
    {
        var trials = ParseNumber<int>(option, left);
        return trials >= 2
            ? trials
            : throw new FormatException($"{option} {trials}: a population needs at least 2 members.");
    }

    private static T ParseNumber<T>(string option, Queue<string> left)
        where T : ISpanParsable<T>
    {
        var text = Value(option, left);
        return T.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{option} needs a whole number, not '{text}'.");
    }

    private static string Value(string option, Queue<string> left) =>
        left.TryDequeue(out var value)
            ? value
            : throw new FormatException($"{option} needs a value after it, but the line ends there.");

    private static string Nearest(string option) => Known.MinBy(known => EditDistance(known, option))!;

    /// <summary>Levenshtein's distance: how many letters to insert, delete or replace.</summary>
    private static int EditDistance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
