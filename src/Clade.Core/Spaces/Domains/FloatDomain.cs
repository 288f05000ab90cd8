using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Spaces;

/// <summary>Floats between two bounds, evenly or on a log scale.</summary>
/// <param name="Low">The lower bound, included.</param>
/// <param name="High">The upper bound, excluded unless quantised.</param>
/// <param name="Scale">In which space draws are even.</param>
internal sealed record FloatDomain(double Low, double High, Scale Scale) : RealDomain
{
    public override double Low { get; init; } = Low;

    public override double High { get; init; } = High;

    public override (double Low, double High) Bulk => (Low, High);

    protected override string Range => $"[{Literal.Of(Low)}, {Literal.Of(High)}{(Quantum is null ? ")" : "]")}";

    public override IEnumerable<string> Mistakes()
    {
        if (!double.IsFinite(Low) || !double.IsFinite(High))
        {
            return [$"{Describe()} has a bound that is no finite number. Give two finite numbers."];
        }

        if (!(Low < High))
        {
            return [$"{Describe()} is empty, because low must be below high. Swap or widen the bounds."];
        }

        var mistakes = QuantumMistakes().ToList();
        if (Scale == Scale.Log && Low <= 0)
        {
            mistakes.Add($"{Describe()} cannot have a log scale, because only positive numbers have logarithms. " +
                "Raise low above 0 (1e-6, say), or use Uniform.");
        }

        if (mistakes.Count == 0) mistakes.AddRange(Quantum is { } quantum ? StepMistakes(quantum) : SingleMistakes());
        return mistakes;
    }

    public override HyperparameterValue Draw(Configuration before, KeyedRandom random) => At(random.NextDouble());

    /// <summary>The value at a place of the range: 0 is its lower end, just below 1 its upper one.</summary>
    public HyperparameterValue At(double place)
    {
        // Each multiple stands for its cell, from half a quantum below to half a quantum above, so that the bounds are
        // as likely as the values between.
        var (low, high) = Quantum is { } quantum ? (Low - (quantum / 2), High + (quantum / 2)) : (Low, High);
        // The obvious low + place·(high − low) overflows on wide ranges.
        var value = Scale == Scale.Linear
            ? (low * (1 - place)) + (high * place)
            : Math.Exp((Math.Log(low) * (1 - place)) + (Math.Log(high) * place));
        return Clip(value);
    }

    public override ImmutableArray<HyperparameterValue>? AllValues => Quantum is { } quantum
        && Math.Round((High - Low) / quantum) is var steps and <= GridLimits.ValuesMax
            ? [.. Enumerable.Range(0, (int)steps + 1).Select(i => (HyperparameterValue)Clip(Low + (i * quantum)))]
            : null;

    public override ImmutableArray<HyperparameterValue>? Spread(int count) => count == 1
        ? [At(0.5)]
        : [.. Enumerable.Range(0, count).Select(i => AtEnds((double)i / (count - 1))).Distinct()];

    internal override string Describe() => $"{(Scale == Scale.Linear ? "uniform" : "loguniform")} {Range}{Suffix}";

    /// <summary>Like <see cref="At"/>, but 0 and 1 are the ends themselves, quantised or not.</summary>
    private HyperparameterValue AtEnds(double place)
    {
        var value = Scale == Scale.Linear
            ? (Low * (1 - place)) + (High * place)
            : Math.Exp((Math.Log(Low) * (1 - place)) + (Math.Log(High) * place));
        // People compare the values of a grid: 0.001, not 0.0010000000000000002.
        return Clip(double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    private IEnumerable<string> StepMistakes(double quantum)
    {
        if ((High - Low) / quantum >= Multiples.CountMax)
        {
            yield return $"{Describe()} has too many steps to tell apart. Raise the quantum, or leave it out.";
            yield break;
        }

        foreach (var bound in new[] { Low, High }.Where(bound => !Multiples.IsMultiple(bound, quantum)))
        {
            var below = Multiples.Nearest(Math.Floor(bound / quantum) * quantum, quantum);
            var above = Multiples.Nearest(Math.Ceiling(bound / quantum) * quantum, quantum);
            yield return $"{Describe()} has the bound {Literal.Of(bound)}, which is no multiple of the quantum, and " +
                $"a quantised range includes both its bounds. Use {Literal.Of(below)} or {Literal.Of(above)}.";
        }
    }

    private IEnumerable<string> SingleMistakes()
    {
        var isWithinFloats = !double.IsInfinity((float)Low) && !double.IsInfinity((float)High);
        if (!IsSingle || (isWithinFloats && Clip(Low) < High)) yield break;
        yield return $"{Describe()} holds no 32-bit float. Widen the bounds, or make the parameter a double.";
    }
}
