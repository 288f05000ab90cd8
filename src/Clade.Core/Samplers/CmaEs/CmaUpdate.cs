using MathNet.Numerics.LinearAlgebra;

namespace Clade.CmaEs;

/// <summary>One generation's lesson (Hansen, 2016, figure 6).</summary>
internal static class CmaUpdate
{
    /// <summary>The smallest ratio of an axis' squared length to the longest's.</summary>
    private const double AxisMin = 1e-15;

    /// <summary>The distribution after a generation.</summary>
    /// <param name="state">The distribution that it was drawn from, or mostly.</param>
    /// <param name="generation">As many members as the constants say, the best first.</param>
    public static CmaState After(CmaState state, IReadOnlyList<CmaMember> generation)
    {
        var weights = SharedAmongEqual(state.Constants.Weights, generation);
        var parents = weights.Select(static weight => Math.Max(0, weight)).ToArray();
        state = state with
        {
            Categories = state.Categories.After([.. generation.Select(static m => m.Point.Categories)], parents),
            Generation = state.Generation + 1,
        };
        return state.Mean.Length == 0 ? state : Numbers(state, generation, weights, parents);
    }

    /// <summary>Equal scores share their ranks' weights, so that their order can't matter.</summary>
    internal static double[] SharedAmongEqual(IReadOnlyList<double> byRank, IReadOnlyList<CmaMember> generation)
    {
        var weights = new double[generation.Count];
        for (var first = 0; first < weights.Length;)
        {
            var end = first + 1;
            while (end < weights.Length && generation[end].Score.CompareTo(generation[first].Score) == 0) end++;
            var share = 0.0;
            for (var i = first; i < end; i++) share += byRank[i] / (end - first);
            for (; first < end; first++) weights[first] = share;
        }

        return weights;
    }

    private static CmaState Numbers(
        CmaState state, IReadOnlyList<CmaMember> generation, double[] weights, double[] parents)
    {
        var (n, constants) = (state.Mean.Length, state.Constants);
        var steps = generation.Select(member => StepTo(state, member)).ToArray();
        var move = new double[n];
        for (var m = 0; m < steps.Length; m++)
        {
            for (var i = 0; i < n; i++) move[i] += parents[m] * steps[m][i];
        }

        var mean = new double[n];
        for (var i = 0; i < n; i++) mean[i] = state.Mean[i] + (state.Step * state.Scale[i] * move[i]);

        var stepPath = Smoothed(state.StepPath, state.Whiten(move), constants.StepRate, constants.ParentMass);
        var length = LengthOf(stepPath);
        var settled = Math.Sqrt(1 - Math.Pow(1 - constants.StepRate, 2 * state.Generation));
        // Without this, the path would add up a growing step's own growth.
        var isSteady = length / settled < (1.4 + (2.0 / (n + 1))) * constants.ExpectedLength;
        var path = Smoothed(
            state.Path, isSteady ? move : new double[n], constants.PathRate, constants.ParentMass);
        var growth = constants.StepRate / constants.StepDamping * ((length / constants.ExpectedLength) - 1);

        var covariance = Covariance(state, steps, weights, path, isSteady);
        return Decomposed(state with
        {
            Mean = mean,
            Step = state.Step * Math.Exp(Math.Min(1, growth)),
            StepPath = stepPath,
            Path = path,
        }, covariance);
    }

    /// <summary>y: the step from the mean to a member, in units of the distribution.</summary>
    private static double[] StepTo(CmaState state, CmaMember member)
    {
        var n = state.Mean.Length;
        var step = new double[n];
        for (var i = 0; i < n; i++)
        {
            var number = member.Point.Numbers[i];
            // What was turned off says nothing.
            if (!double.IsNaN(number)) step[i] = (number - state.Mean[i]) / (state.Step * state.Scale[i]);
        }

        if (member.IsDrawn) return step;

        // A place that the distribution did not choose may be far away (Hansen, 2011, injecting external solutions).
        var length = LengthOf(state.Whiten(step));
        var lengthMax = Math.Sqrt(n) + (2.0 * n / (n + 2));
        return length <= lengthMax ? step : [.. step.Select(y => y * lengthMax / length)];
    }

    private static double[] Smoothed(double[] path, double[] move, double rate, double mass)
    {
        var factor = Math.Sqrt(rate * (2 - rate) * mass);
        return [.. path.Zip(move, (old, now) => ((1 - rate) * old) + (factor * now))];
    }

    private static double[,] Covariance(
        CmaState state, double[][] steps, double[] weights, double[] path, bool isSteady)
    {
        var (n, constants) = (path.Length, state.Constants);
        var stalled = isSteady ? 0 : constants.PathRate * (2 - constants.PathRate);
        var kept = 1 + (constants.RankOneRate * stalled) - constants.RankOneRate
            - (constants.RankManyRate * weights.Sum());
        var factors = new double[steps.Length];
        for (var m = 0; m < steps.Length; m++)
        {
            // A long bad step must not make the covariance negative.
            var white = weights[m] < 0 ? LengthOf(state.Whiten(steps[m])) : 0;
            factors[m] = constants.RankManyRate * weights[m] * (white > 0 ? n / (white * white) : 1);
        }

        var covariance = new double[n, n];
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = (kept * state.Covariance[row, column]) + (constants.RankOneRate * path[row] * path[column]);
                for (var m = 0; m < steps.Length; m++) sum += factors[m] * steps[m][row] * steps[m][column];
                covariance[row, column] = covariance[column, row] = sum;
            }
        }

        return covariance;
    }

    /// <summary>The state with another covariance.</summary>
    public static CmaState Decomposed(CmaState state, double[,] covariance)
    {
        var n = state.Mean.Length;
        var eigen = Matrix<double>.Build.DenseOfArray(covariance).Evd(Symmetricity.Symmetric);
        var values = eigen.EigenValues.Select(static value => value.Real).ToArray();
        // Rounding, nothing else, makes one negative.
        var least = values.Max() * AxisMin;
        state = state with
        {
            Covariance = covariance,
            Axes = eigen.EigenVectors.ToArray(),
            Lengths = [.. values.Select(value => Math.Sqrt(Math.Max(value, least)))],
        };

        // The unit cube has no use for more.
        var widest = Enumerable.Range(0, n).Max(i => state.Step * Math.Sqrt(covariance[i, i]));
        return widest > 1 ? state with { Step = state.Step / widest } : state;
    }

    private static double LengthOf(double[] vector) => Math.Sqrt(vector.Sum(static x => x * x));
}

/// <summary>One trial of a generation.</summary>
/// <param name="Point">Its place: the draw itself, where it is known.</param>
/// <param name="Score">Its score.</param>
/// <param name="IsDrawn">Whether the distribution, or a recent one, drew it.</param>
internal readonly record struct CmaMember(CmaPoint Point, Score Score, bool IsDrawn);
