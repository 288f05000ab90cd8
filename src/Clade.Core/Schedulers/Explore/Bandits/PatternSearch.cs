namespace Clade.Schedulers;

/// <summary>
/// Climbs to a maximum within bounds by steps along the axes, which are halved once none of them leads up (Hooke and
/// Jeeves, 1961): no derivatives, no failing line search, a limited number of evaluations, the same result everywhere.
/// </summary>
internal static class PatternSearch
{
    /// <param name="value">What is to be as high as possible; NaN counts as the lowest.</param>
    /// <param name="place">Where to begin; where it ends. Within the bounds.</param>
    /// <param name="bounds">For each axis the lowest and the highest coordinate, and the first step.</param>
    /// <param name="halvings">How often the steps are halved before the search ends.</param>
    /// <param name="evaluationsMax">How often the function is evaluated at most.</param>
    /// <returns>The value at the place where it ends.</returns>
    public static double Climb(
        Func<double[], double> value, double[] place, ReadOnlySpan<Axis> bounds, int halvings, int evaluationsMax)
    {
        var best = value(place);
        var scale = 1.0;
        var left = evaluationsMax - 1;
        for (var halving = 0; halving <= halvings && left > 0;)
        {
            var before = best;
            for (var i = 0; i < place.Length && left > 0; i++) left -= Step(
                value, place, i, bounds[i], scale, ref best);
            if (best > before) continue;

            scale /= 2;
            halving++;
        }

        return best;
    }

    /// <summary>One step along an axis, up or down, if it leads up.</summary>
    /// <returns>How many evaluations it took.</returns>
    private static int Step(
        Func<double[], double> value, double[] place, int axis, Axis bounds, double scale, ref double best)
    {
        var from = place[axis];
        var evaluations = 0;
        foreach (var direction in (ReadOnlySpan<int>)[1, -1])
        {
            var to = Math.Clamp(from + (direction * scale * bounds.Step), bounds.Low, bounds.High);
            if (to == from) continue;

            place[axis] = to;
            evaluations++;
            if (value(place) is var reached && reached > best)
            {
                best = reached;
                return evaluations;
            }
        }

        place[axis] = from;
        return evaluations;
    }
}

/// <summary>One coordinate of a search.</summary>
/// <param name="Low">Its lowest value.</param>
/// <param name="High">Its highest value.</param>
/// <param name="Step">The first step.</param>
internal readonly record struct Axis(double Low, double High, double Step);
