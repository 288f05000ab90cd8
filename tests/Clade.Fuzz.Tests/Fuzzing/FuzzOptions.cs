using System.Globalization;

namespace Clade.Fuzz.Fuzzing;

/// <summary>What the command line asks for.</summary>
internal sealed record FuzzOptions
{
    public const string Usage =
        "fuzz --target channel|store --minutes N [--seed N] [--corpus DIR] [--findings DIR]\n" +
        "  --minutes   how long; fractions are fine\n" +
        "  --seed      of the random choices (default: the time)\n" +
        "  --corpus    read at the start; at the end replaced by the smallest set found with the same coverage\n" +
        "  --findings  where inputs that break a promise are saved (default: artifacts/fuzz/TARGET)\n";

    public required string Target { get; init; }

    public required TimeSpan Duration { get; init; }

    public required int Seed { get; init; }

    public string? Corpus { get; init; }

    public required string Findings { get; init; }

    /// <exception cref="ArgumentException">The command line is wrong; the message says how.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            var isKnown = args[i] is "--target" or "--minutes" or "--seed" or "--corpus" or "--findings";
            if (!isKnown) throw new ArgumentException($"'{args[i]}' is no option.\n{Usage}");
            if (i + 1 == args.Count) throw new ArgumentException($"'{args[i]}' needs a value.\n{Usage}");
            values[args[i]] = args[i + 1];
        }

        var target = Required(values, "--target");
        return new FuzzOptions
        {
            Target = target,
            Duration = TimeSpan.FromMinutes(Number<double>(Required(values, "--minutes"))),
            Seed = values.TryGetValue("--seed", out var seed) ? Number<int>(seed) : Environment.TickCount,
            Corpus = values.GetValueOrDefault("--corpus"),
            Findings = values.GetValueOrDefault("--findings") ?? Path.Combine("artifacts", "fuzz", target),
        };
    }

    private static string Required(Dictionary<string, string> values, string name) =>
        values.GetValueOrDefault(name) ?? throw new ArgumentException($"'{name}' is missing.\n{Usage}");

    private static T Number<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"'{text}' is no number.\n{Usage}");
}
