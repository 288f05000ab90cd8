using System.Collections.Immutable;

namespace Clade.Benchmarks.Quality;

/// <summary>Something to minimise whose optimum is known.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Space">Where it is defined.</param>
internal abstract record TestFunction(string Name, SearchSpace Space)
{
    /// <summary>The names of what is minimised, in order.</summary>
    public abstract ImmutableArray<string> Objectives { get; }

    /// <summary>The figure that cannot be passed: the lowest value, or the highest hypervolume.</summary>
    public abstract double Optimum { get; }

    /// <summary>How the figure is called in tables.</summary>
    public abstract string Figure { get; }

    public bool HasSeveralObjectives => Objectives.Length > 1;

    /// <summary>The values of all objectives.</summary>
    public abstract ImmutableArray<double> Evaluate(Configuration config);

    /// <summary>How good all values together are, those of several trials in their order.</summary>
    public abstract double FigureOf(IReadOnlyList<ImmutableArray<double>> values);

    /// <summary>Whether a figure is better than another.</summary>
    public bool IsBetter(double figure, double other) => HasSeveralObjectives ? figure > other : figure < other;
}

/// <summary>
/// A function with one value: what counts is the regret, the best value so far minus the lowest there is.
/// </summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Space">Where it is defined.</param>
internal abstract record SingleObjective(string Name, SearchSpace Space) : TestFunction(Name, Space)
{
    private const string Value = "value";

    public override ImmutableArray<string> Objectives => [Value];

    public override string Figure => "regret";

    public override ImmutableArray<double> Evaluate(Configuration config) => [ValueOf(config)];

    public override double FigureOf(IReadOnlyList<ImmutableArray<double>> values) =>
        values.Min(static value => value[0]) - Optimum;

    public abstract double ValueOf(Configuration config);
}

/// <summary>A function with several values: what counts is the hypervolume below a fixed point.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Space">Where it is defined.</param>
/// <param name="ReferencePoint">The point; values above it in any objective count for nothing.</param>
internal abstract record MultiObjective(string Name, SearchSpace Space, ImmutableArray<double> ReferencePoint)
    : TestFunction(Name, Space)
{
    public override ImmutableArray<string> Objectives =>
        [.. Enumerable.Range(1, ReferencePoint.Length).Select(static i => $"f{i}")];

    public override string Figure => "hypervolume";

    public override double FigureOf(IReadOnlyList<ImmutableArray<double>> values) =>
        Hypervolume.OfLosses([.. values.Select(static value => value.ToArray())], [.. ReferencePoint]);
}
