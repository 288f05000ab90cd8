using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>Moves one value a little: the table "Explore, by kind of hyperparameter" of the guide.</summary>
internal static class Perturbation
{
    /// <summary>Moves a value of a domain.</summary>
    /// <param name="domain">Holds the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="factors">Factors, equally likely.</param>
    /// <param name="random">The hyperparameter's own stream.</param>
    /// <returns>The new value, inside the domain; none where the kind is resampled instead.</returns>
    public static Perturbed? Of(
        ValueDomain domain, HyperparameterValue value, ImmutableArray<double> factors, KeyedRandom random)
    {
        return domain switch
        {
            RealDomain real => Real(real, value.ToDouble(), factors[random.NextIndex(factors.Length)]),
            IntegerDomain integer => Integer(integer, value.ToInt64(), factors[random.NextIndex(factors.Length)]),
            OrderedDomain ordered => Step(ordered, value, random.NextBoolean()),
            BooleanDomain => new Perturbed(value, Operation.Stay),
            ConstantDomain or GridDomain => new Perturbed(value, Operation.Inherited),
            _ => null,
        };
    }

    private static Perturbed Real(RealDomain domain, double value, double factor)
    {
        var (low, high) = domain.Bulk;
        var (target, operation) = Move(value, factor, low, high);
        var moved = domain.Snap(target);
        if (domain.Quantum is { } quantum && moved == value)
        {
            moved = domain.Snap(value + (quantum * Math.Sign(target - value)));
        }

        var clipped = domain.Clip(moved);
        return new Perturbed(clipped, operation + (clipped == moved ? "" : Operation.Clipped));
    }

    private static Perturbed Integer(IntegerDomain domain, long value, double factor)
    {
        var (target, operation) = Move(value, factor, domain.Low, domain.Last);
        var moved = domain.Snap(target);
        // Rounding would hold small integers fast: 1 × 1.2 is 1, and 2 × 1.2 is 2.
        if (moved == value) moved = Saturating(value, domain.Step * Math.Sign(target - value));
        var clipped = domain.Clip(moved);
        return new Perturbed(clipped, operation + (clipped == moved ? "" : Operation.Clipped));
    }

    private static Perturbed Step(OrderedDomain domain, HyperparameterValue value, bool isRight)
    {
        var index = domain.Options.IndexOf(value);
        var next = isRight ? index + 1 : index - 1;
        return next < 0 || next >= domain.Options.Length
            ? new Perturbed(value, Operation.Stay)
            : new Perturbed(domain.Options[next], isRight ? Operation.StepRight : Operation.StepLeft);
    }

    /// <summary>Where a factor leads.</summary>
    private static (double Target, string Operation) Move(double value, double factor, double low, double high)
    {
        // 0 × 1.2 is 0, and in a range across 0 a factor could never change the sign. The shift is what the factor
        // would do to the middle of a range as wide that begins at 0.
        if (value == 0 || (low < 0 && high > 0))
        {
            var share = (factor - 1) / 2;
            // The bounds are halved first, because their difference may overflow.
            return (value + (share * 2 * ((high / 2) - (low / 2))), Operation.Shift(share));
        }

        return (value * factor, Operation.Times(factor));
    }

    private static long Saturating(long value, long step) =>
        (long)Int128.Clamp((Int128)value + step, long.MinValue, long.MaxValue);
}

/// <summary>A moved value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Operation">How it was moved.</param>
internal readonly record struct Perturbed(HyperparameterValue Value, string Operation);
