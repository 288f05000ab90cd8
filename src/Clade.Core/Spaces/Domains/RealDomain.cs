namespace Clade.Spaces;

/// <summary>Floats, of 64 bits or of 32, possibly in multiples of a quantum.</summary>
internal abstract record RealDomain : ValueDomain
{
    public double? Quantum { get; init; }

    /// <summary>Only values that a 32-bit float holds, because the training function takes one.</summary>
    public bool IsSingle { get; init; }

    /// <summary>The declared bounds; an infinite one does not bound.</summary>
    public abstract double Low { get; init; }

    public abstract double High { get; init; }

    /// <summary>Where most values lie: what "a fraction of the range" refers to.</summary>
    public abstract (double Low, double High) Bulk { get; }

    /// <summary>The nearest value that has the right number of digits, inside the bounds or not.</summary>
    public double Snap(double value)
    {
        var finite = Math.Clamp(value, -double.MaxValue, double.MaxValue);
        var multiple = Quantum is { } quantum ? Multiples.Nearest(finite, quantum) : finite;
        return IsSingle ? SinglePrecision.Round(Math.Clamp(multiple, -float.MaxValue, float.MaxValue)) : multiple;
    }

    /// <summary>The nearest value inside. The upper bound is excluded unless quantised.</summary>
    public double Clip(double value)
    {
        var snapped = Snap(value);
        if (snapped < Low) return IsSingle ? LowestSingle() : Low;
        if (snapped < High || (Quantum is not null && snapped == High)) return snapped;
        return Quantum is not null ? Snap(High) : IsSingle ? HighestSingle() : Math.BitDecrement(High);
    }

    public override HyperparameterValue? Clip(HyperparameterValue value) =>
        value.IsNumber ? Clip(value.ToDouble()) : default(HyperparameterValue?);

    public override HyperparameterValue Coerce(HyperparameterValue value)
    {
        if (!value.IsNumber) return value;
        var number = value.ToDouble();
        if (Quantum is { } quantum && !Multiples.IsMultiple(number, quantum)) return number;
        var snapped = Snap(number);
        // Rounding to 32 bits may lead over a bound that has more digits than that.
        return number >= Low && number < High && Refuse(snapped) is not null ? Clip(number) : snapped;
    }

    public override string? Refuse(HyperparameterValue value) => value.Kind == HyperparameterKind.Float
        ? Refuse(value.ToDouble())
        : WrongKind(value, "a float");

    protected abstract string Range { get; }

    protected string Suffix =>
        (Quantum is { } quantum ? $" by {Literal.Of(quantum)}" : "") + (IsSingle ? " float32" : "");

    protected IEnumerable<string> QuantumMistakes()
    {
        if (Quantum is { } quantum && !(quantum > 0 && double.IsFinite(quantum)))
        {
            yield return $"the quantum {Literal.Of(quantum)} is no step, because values are its multiples. Give a " +
                "finite number above 0, or leave the quantum out.";
        }
    }

    private string? Refuse(double number)
    {
        if (number < Low || number > High || (Quantum is null && number == High)) return $"is outside {Range}";
        if (Snap(number) == number) return null;
        return Quantum is { } quantum
            ? $"is no multiple of {Literal.Of(quantum)}"
            : "has more digits than a 32-bit float holds";
    }

    private double LowestSingle()
    {
        var low = (float)Low;
        var written = SinglePrecision.Write(low);
        return written >= Low ? written : SinglePrecision.Write(MathF.BitIncrement(low));
    }

    private double HighestSingle()
    {
        var high = (float)High;
        var written = SinglePrecision.Write(high);
        return written < High ? written : SinglePrecision.Write(MathF.BitDecrement(high));
    }
}
