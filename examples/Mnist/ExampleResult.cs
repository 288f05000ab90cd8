using System.Globalization;
using System.Text.Json;

namespace Clade.Examples.Mnist;

/// <summary>What the example prints at the end, and writes for <c>--json</c>.</summary>
internal sealed record ExampleResult
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public required string Data { get; init; }

    public required string Search { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The hyperparameters that the best network was trained with last.</summary>
    public IReadOnlyDictionary<string, HyperparameterValue> Config { get; init; } =
        new Dictionary<string, HyperparameterValue>();

    /// <summary>The accuracy by which the network was chosen; biased upwards by the choice.</summary>
    public required double ValidationAccuracy { get; init; }

    /// <summary>The accuracy on digits that no choice has seen.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>How often a trial took over another's network.</summary>
    public int Exploits { get; init; }

    /// <summary>Epochs trained by all trials together.</summary>
    public long Epochs { get; init; }

    public required double Seconds { get; init; }

    public void WriteTo(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Search}, seed {Seed}: test {TestAccuracy:P2}, validation {ValidationAccuracy:P2}, ") + string.Create(
            CultureInfo.InvariantCulture, $"{Exploits} exploits, {Epochs} epochs, {Seconds:F0} s");
}
