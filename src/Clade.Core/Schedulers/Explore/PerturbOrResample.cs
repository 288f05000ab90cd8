using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>The explore rule of Population Based Training: each hyperparameter is perturbed or drawn afresh.</summary>
internal static class PerturbOrResample
{
    /// <summary>Changes a donor's configuration.</summary>
    /// <param name="donor">The donor's configuration.</param>
    /// <param name="space">The search space; the result lies in it.</param>
    /// <param name="options">What changes, and how.</param>
    /// <param name="random">Keyed by victim and ready point; each hyperparameter draws below its own name.</param>
    /// <param name="chosen">
    /// Values that something else chose, where their hyperparameters exist and may change; none by default.
    /// </param>
    public static ExploreResult Run(
        Configuration donor, SearchSpace space, PerturbationOptions options, KeyedRandom random,
        IReadOnlyDictionary<string, Perturbed>? chosen = null)
    {
        var config = Configuration.Empty;
        var changes = ImmutableArray.CreateBuilder<HyperparameterChange>();
        var warnings = new List<string>();
        foreach (var parameter in space.Parameters)
        {
            var old = donor.Find(parameter.Name);
            var isOn = parameter.IsOn(config);
            if (parameter.IsStructural && isOn != old.HasValue) return Refuse(donor, parameter, isOn);

            var step = (isOn, old) switch
            {
                (true, { } value) => Change(parameter, value, config, options, random, chosen, warnings),
                (true, null) when ChosenFor(parameter, chosen) is { } choice =>
                    choice with { Value = Inside(parameter, choice.Value) },
                (true, null) => new Perturbed(parameter.Draw(config, random), Operation.TurnedOn),
                (false, { }) => new Perturbed(default, Operation.TurnedOff),
                _ => default(Perturbed?),
            };
            if (step is not { } done) continue;

            if (isOn) config = config.With(parameter.Name, done.Value);
            changes.Add(new HyperparameterChange(
                parameter.Name, old, isOn ? done.Value : default(HyperparameterValue?), done.Operation));
        }

        return new ExploreResult(config, changes.ToImmutable(), [.. warnings]);
    }

    private static Perturbed Change(
        Parameter parameter, HyperparameterValue old, Configuration before, PerturbationOptions options,
        KeyedRandom random, IReadOnlyDictionary<string, Perturbed>? chosen, List<string> warnings)
    {
        if (parameter.IsStructural) return new Perturbed(old, Operation.Inherited);

        var mutation = options.Mutations is { } mutations ? mutations.Find(parameter.Name)?.Domain : parameter.Domain;
        var changed = mutation is null
            ? new Perturbed(old, Operation.Inherited)
            : ChosenFor(parameter, chosen)
                ?? Mutate(parameter, mutation, old, before, options, random.Fork(parameter.Name));

        // The mutation's domain may reach beyond the space's.
        var value = parameter.Domain.Coerce(changed.Value);
        if (parameter.Domain.Refuse(value) is not { } reason) return changed with { Value = value };
        if (parameter.Domain.Clip(value) is { } inside)
        {
            return new Perturbed(inside, changed.Operation.EndsWith(Operation.Clipped, StringComparison.Ordinal)
                ? changed.Operation
                : changed.Operation + Operation.Clipped);
        }

        warnings.Add($"{parameter.Subject}: its mutation gave {value.ToLiteral()}, which {reason}; the donor's " +
            $"{old.ToLiteral()} was kept. Let the mutation give values of {parameter.Domain.Describe()}.");
        return new Perturbed(old, Operation.Inherited);
    }

    private static Perturbed? ChosenFor(Parameter parameter, IReadOnlyDictionary<string, Perturbed>? chosen) =>
        chosen is not null && chosen.TryGetValue(parameter.Name, out var choice) ? choice : null;

    private static HyperparameterValue Inside(Parameter parameter, HyperparameterValue value) =>
        parameter.Domain.Clip(parameter.Domain.Coerce(value)) ?? value;

    private static Perturbed Mutate(
        Parameter parameter, ValueDomain mutation, HyperparameterValue old, Configuration before,
        PerturbationOptions options, KeyedRandom own)
    {
        // A function among the mutations says how to draw afresh; how to move still follows from the space.
        var moveWithin = mutation is FunctionDomain ? parameter.Domain : mutation;
        var value = moveWithin.Coerce(old);
        var isDrawn = own.NextBoolean(options.ResampleProbability);
        if (mutation is BooleanDomain && isDrawn && mutation.Contains(value))
        {
            return new Perturbed(!value.ToBoolean(), Operation.Flip);
        }

        var isFixed = moveWithin is ConstantDomain or GridDomain;
        if (HasNeighbours(moveWithin, value) && (!isDrawn || isFixed)
            && Perturbation.Of(moveWithin, value, options.Factors, own) is { } moved)
        {
            return moved;
        }

        return new Perturbed(parameter.DrawFrom(mutation, before, own), Operation.Resample);
    }

    /// <summary>
    /// Whether a value can be moved: in a list only from one of its values, in a range from any number.
    /// </summary>
    private static bool HasNeighbours(ValueDomain domain, HyperparameterValue value) => domain switch
    {
        RealDomain => value.Kind == HyperparameterKind.Float,
        IntegerDomain => value.Kind == HyperparameterKind.Integer,
        _ => domain.Contains(value),
    };

    /// <summary>The donor's configuration as it is, because its weights would not fit another one.</summary>
    private static ExploreResult Refuse(Configuration donor, Parameter parameter, bool isOn) =>
        ExploreResult.Inherit(donor) with
        {
            Warnings =
            [
                $"{parameter.Subject} is structural, and exploring would have turned it {(isOn ? "on" : "off")}, " +
                "though the donor's weights fit only as it is; the donor's configuration was inherited unchanged. " +
                "Mark the hyperparameters that its condition depends on as structural too.",
            ],
        };
}
