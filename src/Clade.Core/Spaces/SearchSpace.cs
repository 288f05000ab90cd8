using System.Collections;
using System.Collections.Immutable;
using Clade.Spaces;

namespace Clade;

/// <summary>What may be chosen: hyperparameters with their domains, in an order, possibly in nested spaces.</summary>
/// <remarks>
/// <code>
/// var space = new SearchSpace
/// {
///     ["lr"] = Search.LogUniform(1e-4, 1e-1),
///     ["hidden"] = Search.RandInt(32, 512).Structural(),
///     ["optimizer"] = new SearchSpace
///     {
///         ["kind"] = Search.Choice("sgd", "adam"),
///         ["beta"] = Search.Uniform(0.8, 1).When("kind", "adam"),
///     },
/// };
/// </code>
/// In a configuration the nested ones are called <c>optimizer.kind</c> and <c>optimizer.beta</c>. From its first use on
/// a space can't be changed any more, and may be shared between threads. Mistakes are reported then, all at once, as a
/// <see cref="SearchSpaceException"/>. A space without hyperparameters is allowed.
/// </remarks>
public sealed class SearchSpace : IEnumerable<KeyValuePair<string, Domain>>
{
    private readonly Lock _lock = new();
    private readonly List<KeyValuePair<string, Domain>> _entries = [];
    private volatile bool _isFrozen;
    private volatile SpaceModel? _model;

    /// <summary>The full dotted names of the hyperparameters, in order.</summary>
    /// <exception cref="SearchSpaceException">The space has mistakes.</exception>
    public IReadOnlyList<string> Names => [.. Parameters.Select(static parameter => parameter.Name)];

    /// <summary>The entries as they were written, nested spaces not flattened.</summary>
    internal IReadOnlyList<KeyValuePair<string, Domain>> Entries
    {
        get
        {
            Freeze();
            return _entries;
        }
    }

    /// <summary>How messages name a parameter, by its full name, where not by that name.</summary>
    internal ImmutableDictionary<string, string> Subjects { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The hyperparameters, flattened, in order: what a condition or function refers to comes before.
    /// </summary>
    /// <exception cref="SearchSpaceException">The space has mistakes.</exception>
    internal ImmutableArray<Parameter> Parameters => ValidModel.Parameters;

    /// <summary>The names of the hyperparameters that the weights' shape depends on.</summary>
    internal ImmutableArray<string> StructuralNames =>
        [.. Parameters.Where(static parameter => parameter.IsStructural).Select(static parameter => parameter.Name)];

    private SpaceModel Model => _model ??= SpaceModel.Of(this);

    private SpaceModel ValidModel => Model is { Mistakes.IsEmpty: true } model
        ? model
        : throw new SearchSpaceException("The search space", Model.Mistakes);

    /// <summary>Declares a hyperparameter, or a nested space; reads a declaration.</summary>
    /// <param name="name">
    /// When written, a name without dots, white space and control characters, that was not used before. When read, a
    /// full dotted name.
    /// </param>
    /// <exception cref="InvalidOperationException">It is written after the space was used.</exception>
    /// <exception cref="KeyNotFoundException">It is read, and there is no hyperparameter of that name.</exception>
    /// <exception cref="SearchSpaceException">It is read, and the space has mistakes.</exception>
    public Domain this[string name]
    {
        get => Find(name)?.Domain ?? throw new KeyNotFoundException(
            $"There is no hyperparameter '{name}' in this search space. It has: {Literal.List(Names)}.");
        set
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(value);
            lock (_lock)
            {
                if (_isFrozen)
                {
                    throw new InvalidOperationException(
                        $"Hyperparameter '{name}' can't be declared, because the search space is in use already, and " +
                        "whoever uses it relies on it. Declare everything in the initialiser.");
                }

                _entries.Add(new(name, value));
            }
        }
    }

    /// <summary>The space that a record's attributes describe.</summary>
    /// <typeparam name="TConfig">
    /// A record (or another type with one public constructor) whose parameters carry attributes:
    /// <c>[Uniform(0, 1)]</c>, <c>[Choice("a", "b")]</c>. The hyperparameters are called as the parameters are; a
    /// nested record's names follow a dot.
    /// </typeparam>
    /// <returns>The space; the same object each time.</returns>
    /// <exception cref="SearchSpaceException">
    /// A parameter has no attribute, two, or one that does not fit its type; every such mistake is listed.
    /// </exception>
    public static SearchSpace For<TConfig>()
        where TConfig : notnull => ConfigBinder<TConfig>.Instance.Space;

    internal static SearchSpace Of(
        IEnumerable<KeyValuePair<string, Domain>> entries, ImmutableDictionary<string, string>? subjects = null)
    {
        var space = new SearchSpace { Subjects = subjects ?? ImmutableDictionary<string, string>.Empty };
        foreach (var (name, domain) in entries) space[name] = domain;
        return space;
    }

    /// <summary>Reports the space's mistakes now, rather than at its first use.</summary>
    /// <exception cref="SearchSpaceException">The space has mistakes; every one is listed.</exception>
    public void Validate() => _ = ValidModel;

    /// <summary>Draws a configuration. Each hyperparameter has a stream of random numbers of its own.</summary>
    /// <param name="random">
    /// Where the numbers come from; it does not move, so that the same object gives the same configuration again. What
    /// a hyperparameter draws depends on its name, not on which others there are.
    /// </param>
    /// <exception cref="SearchSpaceException">The space has mistakes, or a function of it failed.</exception>
    public Configuration Sample(KeyedRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Complete(Configuration.Empty, random);
    }

    /// <summary>The nearest value that a hyperparameter may have.</summary>
    /// <param name="name">The full dotted name.</param>
    /// <param name="value">Any value.</param>
    /// <exception cref="SearchSpaceException">
    /// There is no such hyperparameter, or nothing is near: a text for a range of numbers, say.
    /// </exception>
    public HyperparameterValue Clip(string name, HyperparameterValue value)
    {
        var parameter = Find(name) ?? throw new SearchSpaceException(Unknown(name));
        return parameter.Domain.Clip(value) ?? throw new SearchSpaceException(
            $"{parameter.Subject}: {value.ToLiteral()} {parameter.Domain.Refuse(value)}, and nothing is near it. Use " +
            $"a value of {parameter.Domain.Describe()}.");
    }

    /// <summary>A space with some of the hyperparameters: for <c>Mutations</c>, say.</summary>
    /// <param name="names">
    /// Full dotted names, or a nested space's name for all within. Conditions on hyperparameters that are left out are
    /// dropped.
    /// </param>
    /// <exception cref="SearchSpaceException">There is no hyperparameter of such a name.</exception>
    public SearchSpace Only(params IEnumerable<string> names)
    {
        var wanted = names.ToList();
        var kept = Parameters.Where(parameter => wanted.Any(name => IsWithin(parameter.Name, name))).ToList();
        var unknown = wanted.Where(name => !kept.Any(p => IsWithin(p.Name, name))).Select(Unknown).ToImmutableArray();
        if (!unknown.IsEmpty) throw new SearchSpaceException("The selection from the search space", unknown);
        return Nest(kept, kept.Select(static parameter => parameter.Name).ToHashSet(StringComparer.Ordinal), scope: "");
    }

    /// <summary>The nested space exists only where another hyperparameter has one of these values.</summary>
    /// <inheritdoc cref="Domain.When(string, IEnumerable{HyperparameterValue})"/>
    public Domain When(string name, params IEnumerable<HyperparameterValue> values) => ToDomain().When(name, values);

    /// <summary>The nested space exists only where a function of the values before it says so.</summary>
    /// <inheritdoc cref="Domain.When(Func{Configuration, bool})"/>
    public Domain When(Func<Configuration, bool> condition) => ToDomain().When(condition);

    /// <summary>Marks everything in the nested space as shaping the weights.</summary>
    /// <inheritdoc cref="Domain.Structural"/>
    public Domain Structural() => ToDomain().Structural();

    /// <summary>
    /// The space as a nested one, to be given a name in an outer space. It can't be changed any more.
    /// </summary>
    public Domain ToDomain()
    {
        Freeze();
        return new NestedDomain(this);
    }

    /// <summary>The entries as they were written, nested spaces not flattened.</summary>
    public IEnumerator<KeyValuePair<string, Domain>> GetEnumerator() => Entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One line for each hyperparameter: <c>lr: uniform [0.001, 0.1)</c>.</summary>
    public override string ToString() => string.Join('\n', Describe());

    /// <summary>What is wrong with the space; empty for a good one.</summary>
    internal ImmutableArray<string> DefinitionMistakes => Model.Mistakes;

    /// <summary>
    /// One line for each hyperparameter, the same in every process and version: whoever resumes an experiment compares
    /// them. A function is called "function", because its code can't be compared.
    /// </summary>
    internal IReadOnlyList<string> Describe() => [.. Model.Parameters.Select(static parameter => parameter.Describe())];

    internal Parameter? Find(string name) => ValidModel.Find(name);

    /// <summary>Whether a nested space exists.</summary>
    internal bool IsGroupOn(string name, Configuration config)
    {
        var conditions = ValidModel.ConditionsOfGroup(name);
        Invariant.Require(conditions is not null);
        return Parameter.AreMet(conditions.Value, config, subject: $"Nested space '{name}'");
    }

    /// <summary>Why a configuration does not lie in this space; empty when it does.</summary>
    internal IReadOnlyList<string> Mistakes(Configuration config) => SpaceCheck.Mistakes(this, config);

    /// <summary>A configuration with the given values, and the others drawn.</summary>
    /// <param name="partial">Values to keep, under full dotted names.</param>
    /// <param name="random">Draws the same as in <see cref="Sample"/>.</param>
    /// <param name="preferred">
    /// Values to use instead of drawing, where their hyperparameters exist; none by default.
    /// </param>
    /// <exception cref="SearchSpaceException">A given value is unknown, outside, or turned off by the
    /// others.</exception>
    internal Configuration Complete(
        Configuration partial, KeyedRandom random, Configuration? preferred = null) =>
        SpaceCheck.Complete(this, partial, random, preferred ?? Configuration.Empty);

    internal string Unknown(string name) =>
        $"'{name}' is no hyperparameter of this search space. It has: {Literal.List(Names)}. Correct the name.";

    private static bool IsWithin(string name, string selected) =>
        name == selected || name.StartsWith(selected + ".", StringComparison.Ordinal);

    /// <summary>Turns dotted names back into nested spaces.</summary>
    internal static SearchSpace Nest(IReadOnlyList<Parameter> parameters, HashSet<string> known, string scope)
    {
        var space = new SearchSpace();
        foreach (var group in parameters.GroupBy(p => p.Name[scope.Length..].Split('.')[0], StringComparer.Ordinal))
        {
            space[group.Key] = group.First() is var first && first.Name == scope + group.Key
                ? first.Domain with
                {
                    IsStructural = first.IsStructural,
                    Conditions = [.. first.Conditions.Where(c => c is not ValueCondition v || known.Contains(v.Name))],
                }
                : Nest([.. group], known, $"{scope}{group.Key}.");
        }

        return space;
    }

    private void Freeze()
    {
        if (_isFrozen) return;
        lock (_lock) _isFrozen = true;
    }
}
