using System.Collections.Immutable;
using System.Globalization;

namespace Clade.Schedulers;

/// <summary>The rungs of a bracket: each is the factor times the one below, up to a highest amount.</summary>
/// <param name="First">The lowest rung, in units of the time attribute.</param>
/// <param name="Factor">The reduction factor.</param>
/// <param name="Max">No rung is above this.</param>
internal readonly record struct Ladder(double First, double Factor, double Max)
{
    // Repeated products of a factor that is no whole number may come out a little above a whole highest amount.
    private const double Tolerance = 1e-9;

    /// <summary>All rungs, the lowest first.</summary>
    public ImmutableArray<double> Levels
    {
        get
        {
            var levels = ImmutableArray.CreateBuilder<double>();
            for (var level = First; IsWithin(level); level *= Factor) levels.Add(level);
            return levels.ToImmutable();
        }
    }

    /// <summary>The highest rung that a trial has come to; none below the first.</summary>
    public double? Reached(double time)
    {
        double? reached = null;
        for (var level = First; level <= time && IsWithin(level); level *= Factor) reached = level;
        return reached;
    }

    /// <summary>The highest rung; none if the first is above the highest amount.</summary>
    public double? Top => Levels is [.., var top] ? top : null;

    /// <summary>The rung above another; none above the highest.</summary>
    public double? Above(double level) => IsWithin(level * Factor) ? level * Factor : null;

    /// <summary>The rung as people write it.</summary>
    public static string Text(double level) => level.ToString("G6", CultureInfo.InvariantCulture);

    private bool IsWithin(double level) => level <= Max * (1 + Tolerance);
}
