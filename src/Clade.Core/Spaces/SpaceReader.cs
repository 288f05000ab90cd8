using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>Reads what <see cref="SearchSpace.Describe"/> writes: a space but for the code of functions.</summary>
internal static class SpaceReader
{
    /// <summary>The space with these lines.</summary>
    /// <param name="lines">One for each hyperparameter, in order.</param>
    /// <exception cref="CladeException">A line can't be read; the message has it.</exception>
    public static ReadSpace Read(IEnumerable<string> lines)
    {
        ImmutableArray<Parameter> parameters = [.. lines.Select(ParameterOf)];
        var names = parameters.Select(static parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var space = SearchSpace.Nest(parameters, names, scope: "");
        return space.DefinitionMistakes is [var mistake, ..]
            ? throw new CladeException(
                $"The description of the search space can't be read: {mistake} It was written by another version of " +
                "Clade, or changed by hand. Read it with the version that wrote it.")
            : new ReadSpace(space, Unreadable(parameters));
    }

    /// <summary>What depends on a function, directly or through a condition.</summary>
    private static ImmutableArray<string> Unreadable(ImmutableArray<Parameter> parameters)
    {
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            var hasFunction = parameter.Domain is FunctionDomain || parameter.Conditions.Any(condition =>
                condition is FunctionCondition || (condition is ValueCondition on && unreadable.Contains(on.Name)));
            if (hasFunction) unreadable.Add(parameter.Name);
        }

        return [.. parameters.Select(static parameter => parameter.Name).Where(unreadable.Contains)];
    }

    private static Parameter ParameterOf(string line)
    {
        var text = new DescriptionText(line);
        try
        {
            var name = text.Until(": ");
            var domain = DomainOf(text);
            var isStructural = text.TryTake(" structural");
            var conditions = ImmutableArray.CreateBuilder<Condition>();
            for (var isNext = text.TryTake(" when "); isNext; isNext = text.TryTake(" and "))
            {
                conditions.Add(ConditionOf(text));
            }

            text.End();
            return new Parameter(name, $"Hyperparameter '{name}'", domain, conditions.ToImmutable(), isStructural);
        }
        catch (FormatException e)
        {
            throw new CladeException(
                $"The description '{line}' of a hyperparameter can't be read: {e.Message} It was written by another " +
                "version of Clade, or changed by hand. Read it with the version that wrote it.", e);
        }
    }

    private static ValueDomain DomainOf(DescriptionText text) => text.Word() switch
    {
        "uniform" => FloatOf(text, Scale.Linear),
        "loguniform" => FloatOf(text, Scale.Log),
        "randint" => IntegerOf(text, Scale.Linear),
        "lograndint" => IntegerOf(text, Scale.Log),
        "normal" => NormalOf(text),
        "choice" => new ChoiceDomain(text.List()),
        "ordered" => new OrderedDomain(text.List()),
        "grid" => new GridDomain(text.List()),
        "constant" => new ConstantDomain(text.Value()),
        "boolean" => new BooleanDomain(),
        "function" => new FunctionDomain(static (_, _) => throw CodeIsMissing()),
        var word => throw new FormatException($"'{word}' is no kind of hyperparameter."),
    };

    private static FloatDomain FloatOf(DescriptionText text, Scale scale)
    {
        var (low, high) = (text.Take("[").Float(), text.Take(", ").Float());
        text.TakeAny(")", "]");
        return new FloatDomain(low, high, scale)
        {
            Quantum = text.TryTake(" by ") ? text.Float() : null,
            IsSingle = text.TryTake(" float32"),
        };
    }

    private static IntegerDomain IntegerOf(DescriptionText text, Scale scale)
    {
        var (low, high) = (text.Take("[").Integer(), text.Take(", ").Integer());
        text.TakeAny(")", "]");
        return new IntegerDomain(low, high, scale, text.TryTake(" by ") ? text.Integer() : null);
    }

    private static NormalDomain NormalOf(DescriptionText text)
    {
        var (mean, deviation) = (text.Take("(").Float(), text.Take(", ").Float());
        text.Take(")");
        return new NormalDomain(mean, deviation)
        {
            Quantum = text.TryTake(" by ") ? text.Float() : null,
            IsSingle = text.TryTake(" float32"),
        };
    }

    private static Condition ConditionOf(DescriptionText text)
    {
        // Names have no white space, and one that is called "function" is followed by its values.
        if (text.IsAtEndAfter("function")) return new FunctionCondition(static _ => throw CodeIsMissing());
        var name = text.Until(" in ");
        return new ValueCondition(name, text.List());
    }

    private static InvalidOperationException CodeIsMissing() =>
        new("A description of a search space says that there is a function, and does not have its code.");
}

/// <summary>A search space that was read from its description.</summary>
/// <param name="Space">The space. Nothing can be drawn from it where functions are missing.</param>
/// <param name="WithFunctions">The hyperparameters that depend on a function's code, which no description has.</param>
internal sealed record ReadSpace(SearchSpace Space, ImmutableArray<string> WithFunctions)
{
    /// <summary>The space without the hyperparameters that depend on functions.</summary>
    public SearchSpace WithoutFunctions =>
        WithFunctions.IsEmpty ? Space : Space.Only(Space.Names.Where(name => !WithFunctions.Contains(name)));

    /// <summary>The part of a configuration that lies in <see cref="WithoutFunctions"/>.</summary>
    public Configuration Reduce(Configuration config) => WithFunctions.IsEmpty
        ? config
        : new Configuration(config.Where(item => !WithFunctions.Contains(item.Key)));
}
