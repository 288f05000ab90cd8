using Clade.Spaces;

namespace Clade;

/// <summary>Makes the domains of a search space.</summary>
/// <remarks>
/// A mistake (low above high, say) is reported when the space is used, with the hyperparameter's name. Every range
/// includes its lower bound. It excludes its upper bound, unless a quantum is given: then both bounds must be multiples
/// of the quantum, and both are included.
/// </remarks>
public static class Search
{
    /// <summary>A float, every one equally likely: momentum, dropout.</summary>
    /// <param name="low">The lower bound, included.</param>
    /// <param name="high">The upper bound, excluded unless quantised; above <paramref name="low"/>.</param>
    /// <param name="quantum">
    /// Values are multiples of it, written as people write them (0.3, not 0.30000000000000004), and every multiple
    /// is equally likely. None by default.
    /// </param>
    public static Domain Uniform(double low, double high, double? quantum = null) =>
        new FloatDomain(low, high, Scale.Linear) { Quantum = quantum };

    /// <summary>A positive float, every order of magnitude equally likely: a learning rate, a weight decay.</summary>
    /// <param name="low">The lower bound, included; above 0.</param>
    /// <param name="high">The upper bound, excluded unless quantised; above <paramref name="low"/>.</param>
    /// <param name="quantum">Values are multiples of it. None by default.</param>
    public static Domain LogUniform(double low, double high, double? quantum = null) =>
        new FloatDomain(low, high, Scale.Log) { Quantum = quantum };

    /// <summary>A float from the normal distribution, without bounds.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">The standard deviation, above 0.</param>
    /// <param name="quantum">Values are multiples of it. None by default.</param>
    public static Domain Normal(double mean, double standardDeviation, double? quantum = null) =>
        new NormalDomain(mean, standardDeviation) { Quantum = quantum };

    /// <summary>An integer, every one equally likely: a layer's width.</summary>
    /// <param name="low">The lower bound, included.</param>
    /// <param name="high">The upper bound, excluded unless quantised; above <paramref name="low"/>.</param>
    /// <param name="quantum">Values are multiples of it. None by default.</param>
    public static Domain RandInt(long low, long high, long? quantum = null) =>
        new IntegerDomain(low, high, Scale.Linear, quantum);

    /// <summary>A positive integer, every order of magnitude equally likely: a buffer's size.</summary>
    /// <param name="low">The lower bound, included; at least 1.</param>
    /// <param name="high">The upper bound, excluded unless quantised; above <paramref name="low"/>.</param>
    /// <param name="quantum">Values are multiples of it. None by default.</param>
    /// <remarks>
    /// An integer n is as likely as a float between n − ½ and n + ½ on a log scale, as in Optuna. (Ray Tune rounds
    /// down, so that the lowest integers come less often there.)
    /// </remarks>
    public static Domain LogRandInt(long low, long high, long? quantum = null) =>
        new IntegerDomain(low, high, Scale.Log, quantum);

    /// <summary>One of several values without an order: an optimizer's name.</summary>
    /// <param name="values">At least one, no two equal. Integers, floats and texts may be mixed.</param>
    public static Domain Choice(params IEnumerable<HyperparameterValue> values) => new ChoiceDomain([.. values]);

    /// <summary>One of several values with neighbours: batch sizes. Exploring steps to a neighbour.</summary>
    /// <param name="values">At least one, no two equal, from one end to the other.</param>
    public static Domain Ordered(params IEnumerable<HyperparameterValue> values) => new OrderedDomain([.. values]);

    /// <summary>True or false, equally likely.</summary>
    public static Domain Boolean() => new BooleanDomain();

    /// <summary>Always the same value: it is recorded with the others, and never changes.</summary>
    /// <param name="value">The value.</param>
    public static Domain Constant(HyperparameterValue value) => new ConstantDomain(value);

    /// <summary>Values that are all tried, in turn, rather than drawn.</summary>
    /// <param name="values">At least one, no two equal.</param>
    /// <remarks>
    /// Grids multiply: with two of 3 and 2 values, <see cref="RandomSampler"/> makes six trials out of each, and
    /// <see cref="GridSampler"/> six. Exploring never changes such a value.
    /// </remarks>
    public static Domain Grid(params IEnumerable<HyperparameterValue> values) => new GridDomain([.. values]);

    /// <summary>A value that a function computes from the values before it, or draws.</summary>
    /// <param name="function">
    /// Gets the hyperparameters declared before this one, under their full dotted names, and a source of random numbers
    /// of its own. It must use no other source of chance, or the experiment can't be repeated.
    /// </param>
    public static Domain SampleFrom(Func<Configuration, KeyedRandom, HyperparameterValue> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new FunctionDomain(function);
    }
}
