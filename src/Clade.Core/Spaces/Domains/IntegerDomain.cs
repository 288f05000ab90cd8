using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>Integers between two bounds, evenly or on a log scale.</summary>
/// <param name="Low">The lower bound, included.</param>
/// <param name="High">The upper bound, excluded unless quantised.</param>
/// <param name="Scale">In which space draws are even.</param>
/// <param name="Quantum">Values are multiples of it; none for all integers.</param>
internal sealed record IntegerDomain(long Low, long High, Scale Scale, long? Quantum) : ValueDomain
{
    /// <summary>The highest value that can be drawn.</summary>
    public long Last => Quantum is null ? High - 1 : High;

    public long Step => Quantum ?? 1;

    private Int128 Count => (((Int128)Last - Low) / Step) + 1;

    private string Range => $"[{Literal.Of(Low)}, {Literal.Of(High)}{(Quantum is null ? ")" : "]")}";

    public override IEnumerable<string> Mistakes()
    {
        if (Low >= High)
        {
            return [$"{Describe()} is empty, because low must be below high. Swap or widen the bounds."];
        }

        var mistakes = new List<string>();
        if (Scale == Scale.Log && Low <= 0)
        {
            mistakes.Add($"{Describe()} cannot have a log scale, because only positive numbers have logarithms. " +
                "Raise low to 1 or more, or use RandInt.");
        }

        if (Quantum is { } quantum) mistakes.AddRange(QuantumMistakes(quantum));
        return mistakes;
    }

    public override HyperparameterValue Draw(Configuration before, KeyedRandom random)
    {
        if (Scale == Scale.Log) return AtLog(random.NextDouble());
        var index = Count > ulong.MaxValue ? random.NextBits() : random.NextBelow((ulong)Count);
        return (long)(Low + ((Int128)Step * index));
    }

    /// <summary>The nearest value that is a multiple, inside the bounds or not; saturates at 64 bits.</summary>
    public long Snap(double value)
    {
        var rounded = Math.Round(value / Step, MidpointRounding.AwayFromZero) * Step;
        return rounded >= long.MaxValue ? long.MaxValue : rounded <= long.MinValue ? long.MinValue : (long)rounded;
    }

    public long Clip(long value)
    {
        if (value <= Low) return Low;
        if (value >= Last) return Last;
        // Low is a multiple itself, and integers stay exact where doubles do not.
        var steps = (((Int128)value - Low) + (Step / 2)) / Step;
        return (long)Int128.Min(Low + (steps * Step), Last);
    }

    public override HyperparameterValue? Clip(HyperparameterValue value) => value.Kind switch
    {
        HyperparameterKind.Integer => Clip(value.ToInt64()),
        HyperparameterKind.Float => Clip(Snap(value.ToDouble())),
        _ => default(HyperparameterValue?),
    };

    public override string? Refuse(HyperparameterValue value)
    {
        if (value.Kind != HyperparameterKind.Integer) return WrongKind(value, "an integer");
        var number = value.ToInt64();
        if (number < Low || number > Last) return $"is outside {Range}";
        return number % Step == 0 ? null : $"is no multiple of {Literal.Of(Step)}";
    }

    public override ImmutableArray<HyperparameterValue>? AllValues => Count <= GridLimits.ValuesMax
        ? [.. Enumerable.Range(0, (int)Count).Select(i => (HyperparameterValue)(Low + (i * Step)))]
        : null;

    public override ImmutableArray<HyperparameterValue>? Spread(int count) => count == 1
        ? [Clip(Snap(Place(0.5)))]
        : [.. Enumerable.Range(0, count)
            .Select(i => (HyperparameterValue)Clip(Snap(Place((double)i / (count - 1))))).Distinct()];

    internal override string Describe() =>
        $"{(Scale == Scale.Linear ? "randint" : "lograndint")} {Range}" +
        (Quantum is { } quantum ? $" by {Literal.Of(quantum)}" : "");

    /// <summary>Each integer stands for its cell, from half a step below to half a step above.</summary>
    private HyperparameterValue AtLog(double place)
    {
        var (low, high) = (Math.Log(Low - (Step / 2.0)), Math.Log(Last + (Step / 2.0)));
        return Clip(Snap(Math.Exp((low * (1 - place)) + (high * place))));
    }

    private double Place(double place) => Scale == Scale.Linear
        ? (Low * (1 - place)) + (Last * place)
        : Math.Exp((Math.Log(Low) * (1 - place)) + (Math.Log(Last) * place));

    private IEnumerable<string> QuantumMistakes(long quantum)
    {
        if (quantum <= 0)
        {
            yield return $"the quantum {Literal.Of(quantum)} is no step, because values are its multiples. Give an " +
                "integer above 0, or leave the quantum out.";
            yield break;
        }

        foreach (var bound in new[] { Low, High }.Where(bound => bound % quantum != 0))
        {
            var below = (Int128)bound - ((((Int128)bound % quantum) + quantum) % quantum);
            yield return $"{Describe()} has the bound {Literal.Of(bound)}, which is no multiple of the quantum, and " +
                $"a quantised range includes both its bounds. Use {Text(below)} or {Text(below + quantum)}.";
        }
    }

    private static string Text(Int128 value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
