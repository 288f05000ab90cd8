using Clade.Spaces;

namespace Clade;

/// <summary>
/// Grids in a space of which the rest is drawn: every combination gets as many trials as are asked for.
/// </summary>
internal static class GridMultiplication
{
    public static IEnumerable<Parameter> GridsOf(SearchSpace space) =>
        space.Parameters.Where(static parameter => parameter.Domain is GridDomain);

    /// <summary>How many trials there are.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="trials">How many were asked for; none for no limit.</param>
    public static int? CountOf(SearchSpace space, int? trials)
    {
        if (trials is not { } asked) return null;
        // More trials than int.MaxValue could not be numbered, let alone run.
        return (int)GridsOf(space).Aggregate(
            (long)asked, static (count, grid) => Math.Min(count * SizeOf(grid), int.MaxValue));
    }

    /// <summary>The combination of grid values for a trial; the last grid changes fastest.</summary>
    public static Configuration PointOf(SearchSpace space, int trial)
    {
        var rest = trial;
        var point = Configuration.Empty;
        foreach (var grid in GridsOf(space).Reverse())
        {
            var (quotient, index) = Math.DivRem(rest, SizeOf(grid));
            point = point.With(grid.Name, ((GridDomain)grid.Domain).Options[index]);
            rest = quotient;
        }

        return point;
    }

    private static int SizeOf(Parameter grid) => ((GridDomain)grid.Domain).Options.Length;
}
