using Clade.Numerics;

namespace Clade.GaussianProcesses;

/// <summary>A function's value and gradient at a place.</summary>
/// <param name="place">The place.</param>
/// <param name="gradient">Receives the gradient.</param>
/// <returns>The value; not a finite number where there is none.</returns>
internal delegate double Differentiable(ReadOnlySpan<double> place, Span<double> gradient);

/// <summary>
/// Minimises a smooth function in a box, by the limited-memory BFGS method (Liu and Nocedal, 1989) with steps projected
/// into the box.
/// </summary>
/// <remarks>
/// A coordinate at a bound that the gradient pushes outwards is left out of the step. MathNet.Numerics has the method
/// with bounds only as a full-matrix BFGS on vectors of its own, which allocates at every evaluation.
/// </remarks>
internal sealed class BoxedLbfgs
{
    private const int PairsMax = 8;
    private const double Sufficient = 1e-4;
    private const int HalvingsMax = 12;

    private readonly double[] _low;
    private readonly double[] _high;
    private readonly int _size;
    private readonly List<(double[] Step, double[] Change, double Curvature)> _pairs = [];

    private BoxedLbfgs(double[] low, double[] high) => (_low, _high, _size) = (low, high, low.Length);

    /// <summary>Moves a place downhill.</summary>
    /// <param name="function">What to minimise.</param>
    /// <param name="place">Where to begin, inside the box; receives the best place.</param>
    /// <param name="low">The lower bounds.</param>
    /// <param name="high">The upper bounds.</param>
    /// <param name="iterationsMax">How many steps at most.</param>
    /// <param name="tolerance">Ends when no coordinate's projected gradient is larger.</param>
    /// <returns>The value at the best place.</returns>
    public static double Minimise(
        Differentiable function, double[] place, double[] low, double[] high, int iterationsMax, double tolerance) =>
        new BoxedLbfgs(low, high).Run(function, place, iterationsMax, tolerance);

    private double Run(Differentiable function, double[] place, int iterationsMax, double tolerance)
    {
        var gradient = new double[_size];
        var value = function(place, gradient);
        if (!double.IsFinite(value)) return value;

        var (next, nextGradient, direction) = (new double[_size], new double[_size], new double[_size]);
        for (var iteration = 0; iteration < iterationsMax; iteration++)
        {
            if (LargestMove(place, gradient) <= tolerance) break;
            Aim(place, gradient, direction);
            var after = Search(function, place, value, gradient, direction, next, nextGradient);
            if (after is not { } lower)
            {
                // The curvature of earlier steps misled: try once more by the gradient alone.
                if (_pairs.Count == 0) break;
                _pairs.Clear();
                continue;
            }

            Remember(place, next, gradient, nextGradient);
            var gain = value - lower;
            next.CopyTo(place, 0);
            nextGradient.CopyTo(gradient, 0);
            value = lower;
            if (gain <= 1e-10 * (1 + Math.Abs(value))) break;
        }

        return value;
    }

    private double LargestMove(double[] place, double[] gradient)
    {
        var largest = 0.0;
        for (var i = 0; i < _size; i++)
        {
            largest = Math.Max(largest, Math.Abs(Math.Clamp(place[i] - gradient[i], _low[i], _high[i]) - place[i]));
        }

        return largest;
    }

    private bool IsHeld(double[] place, double[] gradient, int i) =>
        (place[i] <= _low[i] && gradient[i] > 0) || (place[i] >= _high[i] && gradient[i] < 0);

    /// <summary>
    /// The step that the curvature so far suggests (the two-loop recursion), over what is free to move.
    /// </summary>
    private void Aim(double[] place, double[] gradient, double[] direction)
    {
        for (var i = 0; i < _size; i++) direction[i] = IsHeld(place, gradient, i) ? 0 : -gradient[i];
        Span<double> shares = stackalloc double[PairsMax];
        for (var k = _pairs.Count - 1; k >= 0; k--)
        {
            var (step, change, curvature) = _pairs[k];
            shares[k] = Dot.Of(step, direction) / curvature;
            Add(direction, -shares[k], change);
        }

        var scale = _pairs.Count > 0 ? _pairs[^1].Curvature / Dot.Of(_pairs[^1].Change, _pairs[^1].Change) : 1;
        for (var i = 0; i < _size; i++) direction[i] *= scale;
        for (var k = 0; k < _pairs.Count; k++)
        {
            var (step, change, curvature) = _pairs[k];
            Add(direction, shares[k] - (Dot.Of(change, direction) / curvature), step);
        }

        for (var i = 0; i < _size; i++)
        {
            if (IsHeld(place, gradient, i)) direction[i] = 0;
        }

        if (_pairs.Count == 0 || !(Dot.Of(direction, gradient) < 0)) FallBack(place, gradient, direction);
    }

    // Without curvature the gradient's length says nothing of how far to go: at most a tenth of the box.
    private void FallBack(double[] place, double[] gradient, double[] direction)
    {
        _pairs.Clear();
        var longest = 0.0;
        for (var i = 0; i < _size; i++)
        {
            direction[i] = IsHeld(place, gradient, i) ? 0 : -gradient[i];
            longest = Math.Max(longest, Math.Abs(direction[i]) / (_high[i] - _low[i]));
        }

        var scale = longest > 0.1 ? 0.1 / longest : 1;
        for (var i = 0; i < _size; i++) direction[i] *= scale;
    }

    /// <summary>Halves the step until it lowers the value enough.</summary>
    private double? Search(
        Differentiable function,
        double[] place,
        double value,
        double[] gradient,
        double[] direction,
        double[] next,
        double[] nextGradient)
    {
        var length = 1.0;
        for (var halving = 0; halving < HalvingsMax; halving++, length /= halving < 3 ? 2 : 4)
        {
            var expected = 0.0;
            for (var i = 0; i < _size; i++)
            {
                next[i] = Math.Clamp(place[i] + (length * direction[i]), _low[i], _high[i]);
                expected += gradient[i] * (next[i] - place[i]);
            }

            if (!(expected < 0)) return null;
            Array.Clear(nextGradient);
            var after = function(next, nextGradient);
            if (after <= value + (Sufficient * expected)) return after;
        }

        return null;
    }

    private void Remember(double[] place, double[] next, double[] gradient, double[] nextGradient)
    {
        var (step, change) = (new double[_size], new double[_size]);
        for (var i = 0; i < _size; i++) (step[i], change[i]) = (next[i] - place[i], nextGradient[i] - gradient[i]);
        var curvature = Dot.Of(step, change);
        if (!(curvature > 1e-12 * Dot.Of(change, change))) return;
        if (_pairs.Count == PairsMax) _pairs.RemoveAt(0);
        _pairs.Add((step, change, curvature));
    }

    private static void Add(double[] target, double factor, double[] other)
    {
        for (var i = 0; i < target.Length; i++) target[i] += factor * other[i];
    }
}
