using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>Flattens nested spaces and collects every mistake.</summary>
/// <param name="subjects">How messages name a parameter, where not by its name.</param>
internal sealed class SpaceModelBuilder(ImmutableDictionary<string, string> subjects)
{
    /// <summary>A dotted name, all its parts together, has at most so many characters.</summary>
    public const int NameLengthMax = 200;

    /// <summary>A space has at most so many hyperparameters.</summary>
    public const int ParametersMax = 1_000;

    private readonly ImmutableArray<Parameter>.Builder _parameters = ImmutableArray.CreateBuilder<Parameter>();
    private readonly Dictionary<string, Parameter> _byName = new(StringComparer.Ordinal);
    private readonly List<string> _mistakes = [];

    public Dictionary<string, ImmutableArray<Condition>> Groups { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<Parameter> Parameters => _parameters.ToImmutable();

    public ImmutableArray<string> Mistakes => [.. _mistakes];

    public void Add(
        IEnumerable<KeyValuePair<string, Domain>> entries, string scope, ImmutableArray<Condition> outer,
        bool isStructural)
    {
        foreach (var (name, domain) in entries)
        {
            var fullName = scope + name;
            var subject = subjects.GetValueOrDefault(fullName, $"Hyperparameter '{fullName}'");
            if (RefuseName(name, fullName) is { } reason)
            {
                _mistakes.Add($"{subject}: {reason}");
                continue;
            }

            var own = domain.Conditions.Select(condition => Resolve(condition, scope, subject)).OfType<Condition>();
            var conditions = outer.AddRange(own);
            Add(domain, fullName, subject, conditions, isStructural || domain.IsStructural);
        }
    }

    private void Add(
        Domain domain, string fullName, string subject, ImmutableArray<Condition> conditions, bool isStructural)
    {
        if (domain is NestedDomain nested)
        {
            Groups.Add(fullName, conditions);
            Add(nested.Space.Entries, fullName + ".", conditions, isStructural);
            return;
        }

        var parameter = new Parameter(fullName, subject, (ValueDomain)domain, conditions, isStructural);
        _mistakes.AddRange(parameter.Domain.Mistakes().Select(mistake => $"{subject}: {mistake}"));
        if (_parameters.Count == ParametersMax)
        {
            _mistakes.Add($"{subject}: it is hyperparameter number {Literal.Of(ParametersMax + 1)}, and a space has " +
                $"at most {Literal.Of(ParametersMax)}. Leave out those that do not matter.");
        }

        _parameters.Add(parameter);
        _byName.Add(fullName, parameter);
    }

    private string? RefuseName(string name, string fullName) => name switch
    {
        "" => "a name can't be empty, because configurations are read by name. Give it one.",
        _ when name.Contains('.') => "a name can't contain a dot, because dots join the names of nested spaces. Use " +
            "a nested SearchSpace, or an underscore.",
        _ when name.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) => "a name can't " +
            "contain white space or control characters, because it also names command-line arguments and columns. " +
            "Use an underscore.",
        _ when fullName.Length > NameLengthMax => $"a name has at most {Literal.Of(NameLengthMax)} characters, outer " +
            "names included, so that tables and files stay readable. Shorten it.",
        _ when _byName.ContainsKey(fullName) || Groups.ContainsKey(fullName) => "it is declared twice, and only one " +
            "domain can hold. Remove one, or rename it.",
        _ => null,
    };

    /// <summary>
    /// The condition with full names and values as the other parameter writes them; none for a mistake.
    /// </summary>
    private Condition? Resolve(Condition condition, string scope, string subject)
    {
        if (condition is not ValueCondition { Name: var name, Values: var values }) return condition;

        if (FindFrom(scope, name) is not { } other)
        {
            _mistakes.Add($"{subject}: its condition names '{name}', which is not declared before it. Declared " +
                $"before: {Literal.List(_parameters.Select(static p => p.Name))}. Correct the name, or declare " +
                $"'{name}' earlier.");
            return null;
        }

        var coerced = values.Select(other.Domain.Coerce).ToImmutableArray();
        if (coerced.IsEmpty)
        {
            _mistakes.Add($"{subject}: its condition on '{name}' lists no values, so it would never exist. List at " +
                "least one.");
        }

        foreach (var value in coerced)
        {
            if (other.Domain.Refuse(value) is { } reason)
            {
                _mistakes.Add($"{subject}: its condition waits for {other.Name} = {value.ToLiteral()}, which " +
                    $"{reason}, so it would never hold. Use a value that can occur.");
            }
        }

        return new ValueCondition(other.Name, coerced);
    }

    /// <summary>Looks a name up in the innermost space first, then in those around it.</summary>
    private Parameter? FindFrom(string scope, string name)
    {
        for (; ; scope = scope[..(scope.LastIndexOf('.', Math.Max(scope.Length - 2, 0)) + 1)])
        {
            if (_byName.TryGetValue(scope + name, out var found)) return found;
            if (scope.Length == 0) return null;
        }
    }
}
