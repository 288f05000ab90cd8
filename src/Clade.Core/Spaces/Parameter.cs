using System.Collections.Immutable;

namespace Clade.Spaces;

/// <summary>One hyperparameter of a flattened space.</summary>
/// <param name="Name">Its full dotted name.</param>
/// <param name="Subject">How messages name it: <c>Hyperparameter 'lr'</c>, or <c>MnistConfig.Lr</c>.</param>
/// <param name="Domain">What it may be.</param>
/// <param name="Conditions">When it exists: all must hold; they name parameters before this one.</param>
/// <param name="IsStructural">Whether the weights' shape depends on it.</param>
internal sealed record Parameter(
    string Name, string Subject, ValueDomain Domain, ImmutableArray<Condition> Conditions, bool IsStructural)
{
    public bool IsConditional => !Conditions.IsEmpty;

    /// <summary>Whether the parameter exists.</summary>
    /// <param name="before">The values of the parameters before it.</param>
    /// <exception cref="SearchSpaceException">A user's condition threw.</exception>
    public bool IsOn(Configuration before) => AreMet(Conditions, before, Subject);

    /// <summary>Whether all conditions hold.</summary>
    /// <exception cref="SearchSpaceException">A user's condition threw.</exception>
    public static bool AreMet(ImmutableArray<Condition> conditions, Configuration before, string subject)
    {
        try
        {
            return conditions.All(condition => condition.IsMet(before));
        }
        catch (Exception exception) when (exception is not SearchSpaceException)
        {
            throw new SearchSpaceException(
                $"{subject}: its condition threw {exception.GetType().Name}: {exception.Message} A condition gets " +
                "the values declared before it; those that are turned off are absent. Ask TryGetValue for those.",
                exception);
        }
    }

    /// <summary>Draws a value.</summary>
    /// <param name="before">The values of the parameters before it.</param>
    /// <param name="random">The stream of the whole configuration: each parameter draws below its own name.</param>
    public HyperparameterValue Draw(Configuration before, KeyedRandom random) =>
        DrawFrom(Domain, before, random.Fork(Name));

    /// <summary>Draws a value from another domain than the space's.</summary>
    /// <exception cref="SearchSpaceException">A user's function threw, or returned another kind of value.</exception>
    public HyperparameterValue DrawFrom(ValueDomain domain, Configuration before, KeyedRandom own)
    {
        if (domain is not FunctionDomain function) return domain.Draw(before, own);

        HyperparameterValue value;
        try
        {
            value = function.Draw(before, own);
        }
        catch (Exception exception) when (exception is not SearchSpaceException)
        {
            throw new SearchSpaceException(
                $"{Subject}: its function threw {exception.GetType().Name}: {exception.Message} A function gets the " +
                "values declared before it; those that are turned off are absent. Ask TryGetValue for those.",
                exception);
        }

        return function.Refuse(value) is { } reason
            ? throw new SearchSpaceException($"{Subject}: the function's value {value.ToLiteral()} {reason}. Return " +
                "such a value.")
            : value;
    }

    public string Describe()
    {
        var conditions = string.Join(" and ", Conditions.Select(static condition => condition.Describe()));
        return $"{Name}: {Domain.Describe()}{(IsStructural ? " structural" : "")}" +
            (IsConditional ? $" when {conditions}" : "");
    }
}
