using System.Globalization;

namespace Clade.Simulation.Tests.Swarm;

/// <summary>What <c>simulate</c> was asked to do.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Seeds">How many seeds.</param>
/// <param name="Only">Only this kind of scheduler; none for all.</param>
/// <param name="Threads">How many run at once.</param>
internal sealed record SimulateOptions(ulong First, long Seeds, MixKind? Only, int Threads)
{
    public const string Usage =
        "simulate [--seeds 1000] [--first 0] [--only asynchronous|synchronous|random|rungs] [--threads <cores>]";

    /// <exception cref="FormatException">An option is wrong; the message says which.</exception>
    public static SimulateOptions Parse(ReadOnlySpan<string> args)
    {
        var options = new SimulateOptions(First: 0, Seeds: 1000, Only: null, Environment.ProcessorCount);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length
                ? args[i + 1]
                : throw new FormatException($"{args[i]} needs a value. {Usage}");
            options = args[i] switch
            {
                "--seeds" => options with { Seeds = Number(args[i], value) },
                "--first" => options with { First = (ulong)Number(args[i], value) },
                "--threads" => options with { Threads = (int)Math.Clamp(Number(args[i], value), 1, 1024) },
                "--only" when Enum.TryParse<MixKind>(value, ignoreCase: true, out var kind) =>
                    options with { Only = kind },
                _ => throw new FormatException($"'{args[i]} {value}' is not known. {Usage}"),
            };
        }

        return options;
    }

    private static long Number(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name} is '{value}', which is no whole number from 0 on. {Usage}");
}
