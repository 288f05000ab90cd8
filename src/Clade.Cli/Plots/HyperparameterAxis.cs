using System.Collections.Immutable;
using System.Globalization;
using Clade.Spaces;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>Values of one hyperparameter as places from 0 to 1, on the scale of its search space.</summary>
/// <remarks>A range on a log scale is even in its logarithm; options of a list are equally far apart.</remarks>
internal sealed class HyperparameterAxis
{
    private const int TicksMax = 8;
    private const double LabelledDecadesMin = 1.2;

    private readonly Func<HyperparameterValue, double> _place;

    private HyperparameterAxis(
        string name, Func<HyperparameterValue, double> place, IEnumerable<HyperparameterValue> ticks)
    {
        (Name, _place) = (name, place);
        Ticks = [.. ticks.Select(value => (place(value), LabelOf(value)))];
    }

    public string Name { get; }

    /// <summary>Places with what is written there.</summary>
    public ImmutableArray<(double Place, string Label)> Ticks { get; }

    /// <summary>The axis of a hyperparameter.</summary>
    /// <param name="name">Its full name.</param>
    /// <param name="space">The search space.</param>
    /// <param name="values">Values that occur, where the space doesn't say what may: a function decides.</param>
    public static HyperparameterAxis Of(string name, SearchSpace space, IEnumerable<HyperparameterValue> values)
    {
        var dimension = space.Find(name) is { } parameter ? Dimension.Of(parameter) : null;
        return dimension is null ? OfValues(name, [.. values.Distinct()]) : OfDimension(dimension);
    }

    /// <summary>Where a configuration lies; NaN where the hyperparameter is turned off.</summary>
    public double PlaceOf(Configuration config) =>
        config.TryGetValue(Name, out var value) ? _place(value) : double.NaN;

    /// <summary>Writes the values along an axis whose coordinates are places.</summary>
    public void ApplyTo(IAxis axis)
    {
        axis.Label.Text = Name;
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Ticks.Select(static tick => tick.Place)], [.. Ticks.Select(static tick => tick.Label)]);
    }

    private static HyperparameterAxis OfDimension(Dimension dimension)
    {
        var count = dimension.Options.Length;
        if (dimension.IsCategorical)
        {
            return new HyperparameterAxis(
                dimension.Name, value => (dimension.Encode(value) + 0.5) / count, Thinned(dimension.Options));
        }

        if (count > 0) return new HyperparameterAxis(dimension.Name, dimension.Encode, Thinned(dimension.Options));
        return dimension.Parameter.Domain switch
        {
            FloatDomain { Scale: Scale.Log } real => OfRange(dimension, LogTicks(real.Low, real.High), isWhole: false),
            FloatDomain real => OfRange(dimension, EvenTicks(real.Low, real.High, stepMin: 0), isWhole: false),
            IntegerDomain { Scale: Scale.Log } whole =>
                OfRange(dimension, LogTicks(whole.Low, whole.Last), isWhole: true),
            IntegerDomain whole => OfRange(dimension, EvenTicks(whole.Low, whole.Last, stepMin: 1), isWhole: true),
            NormalDomain normal =>
                OfRange(dimension, EvenTicks(normal.Bulk.Low, normal.Bulk.High, stepMin: 0), isWhole: false),
            _ => throw new InvalidOperationException($"'{dimension.Name}' has no scale."),
        };
    }

    private static HyperparameterAxis OfRange(Dimension dimension, IEnumerable<double> ticks, bool isWhole) => new(
        dimension.Name, dimension.Encode,
        ticks.Select(tick => isWhole
            ? HyperparameterValue.FromInt64((long)Math.Round(tick))
            : HyperparameterValue.FromDouble(tick)));

    private static HyperparameterAxis OfValues(string name, ImmutableArray<HyperparameterValue> values)
    {
        if (!values.IsEmpty && values.All(static value => value.IsNumber))
        {
            var low = values.Min(static value => value.ToDouble());
            var high = values.Max(static value => value.ToDouble());
            var width = high > low ? high - low : 1;
            return new HyperparameterAxis(
                name, value => value.IsNumber ? (value.ToDouble() - low) / width : double.NaN,
                EvenTicks(low, low + width, stepMin: 0).Select(HyperparameterValue.FromDouble));
        }

        var sorted = values.Sort(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        return new HyperparameterAxis(
            name, value => sorted.IndexOf(value) is >= 0 and var at ? (at + 0.5) / sorted.Length : double.NaN,
            Thinned(sorted));
    }

    private static IEnumerable<HyperparameterValue> Thinned(ImmutableArray<HyperparameterValue> options)
    {
        var stride = (options.Length + TicksMax - 1) / TicksMax;
        return options.Where((_, i) => i % stride == 0);
    }

    private static IEnumerable<double> EvenTicks(double low, double high, double stepMin)
    {
        var rough = (high - low) / 4;
        if (!(rough > 0) || !double.IsFinite(rough)) return [low];
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Math.Max(stepMin, new[] { 1.0, 2, 5, 10 }.First(factor => factor * power >= rough * 0.75) * power);
        var first = Math.Ceiling(low / step * (1 - 1e-12));
        return Enumerable.Range(0, TicksMax).Select(i => Rounded((first + i) * step))
            .TakeWhile(tick => tick <= high + (1e-9 * step));
    }

    private static IEnumerable<double> LogTicks(double low, double high)
    {
        var decades = Math.Log10(high / low);
        double[] factors = decades switch
        {
            < LabelledDecadesMin => [1, 2, 3, 5, 7],
            < 2.5 => [1, 3],
            _ => [1],
        };
        var stride = Math.Max(1, (int)Math.Ceiling(decades / TicksMax));
        for (var exponent = (int)Math.Floor(Math.Log10(low)); exponent <= Math.Log10(high); exponent += stride)
        {
            foreach (var factor in factors)
            {
                var tick = Rounded(factor * Math.Pow(10, exponent));
                if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) yield return tick;
            }
        }
    }

    // 3 × 0.1 is 0.30000000000000004.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string LabelOf(HyperparameterValue value)
    {
        var text = Clade.Display.Cells.Clean(Clade.Display.ProgressText.Value(value));
        return text.Length <= 14 ? text : text[..13] + "…";
    }
}
