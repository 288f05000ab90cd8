using System.Collections.Immutable;
using Clade.Spaces;
using MathNet.Numerics.Distributions;

namespace Clade;

/// <summary>
/// A search space as coordinates, for samplers that compute: one for each hyperparameter that has a choice.
/// </summary>
/// <remarks>
/// A number, and an option of an ordered list, is a place in [0, 1] on the hyperparameter's own scale (a normal
/// distribution's is its quantile); an option of a choice, and a boolean, is its index. A hyperparameter that is turned
/// off is NaN. Constants and functions have no coordinate.
/// </remarks>
internal sealed class SpaceEncoding
{
    private readonly SearchSpace _space;
    private readonly Dictionary<string, int> _indices;

    public SpaceEncoding(SearchSpace space)
    {
        _space = space;
        Dimensions = [.. space.Parameters.Select(Dimension.Of).OfType<Dimension>()];
        _indices = Dimensions.Select(static (dimension, index) => (dimension.Name, index))
            .ToDictionary(static pair => pair.Name, static pair => pair.index, StringComparer.Ordinal);
    }

    public ImmutableArray<Dimension> Dimensions { get; }

    /// <summary>Where a configuration lies.</summary>
    public double[] Encode(Configuration config)
    {
        var place = new double[Dimensions.Length];
        Array.Fill(place, double.NaN);
        foreach (var (name, value) in config)
        {
            if (_indices.TryGetValue(name, out var index)) place[index] = Dimensions[index].Encode(value);
        }

        return place;
    }

    /// <summary>
    /// The configuration there: values of hyperparameters that the others turn off are left out, and those without a
    /// coordinate are drawn, as are those whose coordinate is NaN.
    /// </summary>
    /// <param name="place">A coordinate for each dimension; those outside are moved inside.</param>
    /// <param name="random">Draws what is missing.</param>
    public Configuration Decode(ReadOnlySpan<double> place, KeyedRandom random)
    {
        var wanted = new List<KeyValuePair<string, HyperparameterValue>>(Dimensions.Length);
        for (var i = 0; i < Dimensions.Length; i++)
        {
            if (!double.IsNaN(place[i])) wanted.Add(new(Dimensions[i].Name, Dimensions[i].Decode(place[i])));
        }

        return _space.Complete(Configuration.Empty, random, new Configuration(wanted));
    }
}

/// <summary>One coordinate of an encoded space.</summary>
/// <param name="Parameter">The hyperparameter.</param>
/// <param name="Options">The values of a list or a boolean; empty for a range.</param>
internal sealed record Dimension(Parameter Parameter, ImmutableArray<HyperparameterValue> Options)
{
    public string Name => Parameter.Name;

    /// <summary>Whether the values have no order.</summary>
    public bool IsCategorical => Parameter.Domain is ChoiceDomain or BooleanDomain;

    /// <summary>How many values there are, up to 1,000; 0 where there are more, or a continuum.</summary>
    public int Count { get; } = Parameter.Domain.AllValues?.Length ?? 0;

    /// <summary>The places where the cells of neighbouring values meet; empty for categories and continua.</summary>
    public ImmutableArray<double> Edges => IsCategorical || Count == 0 ? [] : Parameter.Domain switch
    {
        FloatDomain real => EdgesOf(real.Low, real.High, real.Quantum!.Value, real.Scale),
        IntegerDomain whole => EdgesOf(whole.Low, whole.Last, whole.Step, whole.Scale),
        _ => [.. Enumerable.Range(1, Count - 1).Select(i => (double)i / Count)],
    };

    public static Dimension? Of(Parameter parameter) => parameter.Domain switch
    {
        ListDomain { Options.Length: > 1 } list => new Dimension(parameter, list.Options),
        BooleanDomain boolean => new Dimension(parameter, boolean.AllValues!.Value),
        IntegerDomain whole when whole.Last <= whole.Low => null,
        FloatDomain or IntegerDomain or NormalDomain => new Dimension(parameter, []),
        _ => null,
    };

    public double Encode(HyperparameterValue value) => Parameter.Domain switch
    {
        _ when IsCategorical => Options.IndexOf(value),
        ListDomain => (Options.IndexOf(value) + 0.5) / Options.Length,
        FloatDomain real => PlaceOf(value.ToDouble(), real.Low, real.High, real.Quantum ?? 0, real.Scale),
        IntegerDomain whole => PlaceOf(value.ToDouble(), whole.Low, whole.Last, whole.Step, whole.Scale),
        NormalDomain normal => Normal.CDF(normal.Mean, normal.StandardDeviation, value.ToDouble()),
        _ => throw new InvalidOperationException($"'{Name}' has no coordinate."),
    };

    public HyperparameterValue Decode(double place)
    {
        if (IsCategorical) return Options[Math.Clamp((int)place, 0, Options.Length - 1)];

        var inside = Math.Clamp(place, 0, 1);
        return Parameter.Domain switch
        {
            ListDomain => Options[Math.Min((int)(inside * Options.Length), Options.Length - 1)],
            FloatDomain real => real.At(inside),
            IntegerDomain whole => whole.Clip(whole.Snap(
                ValueAt(inside, whole.Low, whole.Last, whole.Step, whole.Scale))),
            // The ends of the distribution are infinite.
            NormalDomain normal => normal.Snap(Normal.InvCDF(
                normal.Mean, normal.StandardDeviation, Math.Clamp(inside, 1e-6, 1 - 1e-6))),
            _ => throw new InvalidOperationException($"'{Name}' has no coordinate."),
        };
    }

    // Each of the values that are apart has a cell, from half a step below to half a step above.
    private static double PlaceOf(double value, double low, double high, double step, Scale scale)
    {
        var (from, to) = (low - (step / 2), high + (step / 2));
        // Halved, because the widest ranges' differences are no doubles.
        var place = scale == Scale.Linear
            ? ((value / 2) - (from / 2)) / ((to / 2) - (from / 2))
            : (Math.Log(value) - Math.Log(from)) / (Math.Log(to) - Math.Log(from));
        return Math.Clamp(place, 0, 1);
    }

    private ImmutableArray<double> EdgesOf(double low, double high, double step, Scale scale) =>
    [
        .. Enumerable.Range(1, Count - 1).Select(i => PlaceOf(low + ((i - 0.5) * step), low, high, step, scale)),
    ];

    private static double ValueAt(double place, double low, double high, double step, Scale scale)
    {
        var (from, to) = (low - (step / 2), high + (step / 2));
        return scale == Scale.Linear
            ? (from * (1 - place)) + (to * place)
            : Math.Exp((Math.Log(from) * (1 - place)) + (Math.Log(to) * place));
    }
}
