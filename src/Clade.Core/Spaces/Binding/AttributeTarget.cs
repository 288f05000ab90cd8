using System.Collections.Immutable;
using System.Reflection;

namespace Clade.Spaces;

/// <summary>
/// The parameter that an attribute stands on: checks whether the attribute fits, and makes its domain.
/// </summary>
/// <param name="Subject">How messages name the parameter: <c>MnistConfig.Lr</c>.</param>
/// <param name="Owner">The type that declares it.</param>
/// <param name="Codec">How its values are written.</param>
/// <param name="Mistakes">Where mistakes go.</param>
internal sealed record AttributeTarget(string Subject, Type Owner, ValueCodec Codec, List<string> Mistakes)
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>An attribute as it is written.</summary>
    public static string Write(string name, IEnumerable<object?> values)
    {
        var all = string.Join(", ", values.Select(static value => ValueCodec.FromArgument(value)?.ToLiteral()
            ?? (value is null ? "null" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture))));
        return all.Length == 0 ? $"[{name}]" : $"[{name}({all})]";
    }

    public ValueDomain? Real(DomainAttribute attribute, Domain domain)
    {
        if (Codec.Kind == HyperparameterKind.Float) return ((RealDomain)domain) with { IsSingle = Codec.IsSingle };
        Mistakes.Add($"{Subject}: {attribute} gives floats, but the parameter is {WithArticle(Codec.Name)}. Make it " +
            $"a double, or use {Remedy(Codec)}.");
        return null;
    }

    public ValueDomain? Integer(DomainAttribute attribute, Domain domain)
    {
        var integers = (IntegerDomain)domain;
        if (Codec.Kind != HyperparameterKind.Integer)
        {
            Mistakes.Add($"{Subject}: {attribute} gives integers, but the parameter is {WithArticle(Codec.Name)}. " +
                $"Make it an int, or use {Remedy(Codec)}.");
            return null;
        }

        // An empty range is reported with the domain's own mistakes.
        if (integers.Low < integers.High
            && (Codec.TryRead(integers.Low) is null || Codec.TryRead(integers.Last) is null))
        {
            Mistakes.Add($"{Subject}: {attribute} goes beyond what an int holds ({Literal.Of(int.MinValue)} to " +
                $"{Literal.Of(int.MaxValue)}). Make the parameter a long, or narrow the range.");
            return null;
        }

        return integers;
    }

    public ValueDomain? Boolean(DomainAttribute attribute)
    {
        if (Codec.Kind == HyperparameterKind.Boolean) return new BooleanDomain();
        Mistakes.Add($"{Subject}: {attribute} gives booleans, but the parameter is {WithArticle(Codec.Name)}. Make " +
            $"it a bool, or use {Remedy(Codec)}.");
        return null;
    }

    public ImmutableArray<HyperparameterValue>? Options(DomainAttribute attribute, IReadOnlyList<object> values)
    {
        if (values.Count == 0 && Codec.AllValues is { } all) return all;

        var written = values.Select(Codec.TryWriteArgument).ToList();
        for (var i = 0; i < written.Count; i++)
        {
            if (written[i] is null) Mistakes.Add(Misfit(attribute, values[i]));
        }

        return written.Contains(null) ? null : [.. written.OfType<HyperparameterValue>()];
    }

    public ValueDomain? Function(DomainAttribute attribute, string name)
    {
        var method = Owner.GetMethod(name, AnyStatic, [typeof(Configuration), typeof(KeyedRandom)]);
        var isFit = method is { ContainsGenericParameters: false }
            && (method.ReturnType == Codec.Type || method.ReturnType == typeof(HyperparameterValue));
        if (!isFit)
        {
            Mistakes.Add($"{Subject}: {attribute} finds no fitting method, because {Owner.Name} has no 'static " +
                $"{Codec.Name} {name}(Configuration before, KeyedRandom random)'. Add it, or correct the name.");
            return null;
        }

        var (codec, subject) = (Codec, Subject);
        return new FunctionDomain((before, random) =>
        {
            var value = method!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [before, random], null);
            return value switch
            {
                HyperparameterValue raw => raw,
                null => throw new SearchSpaceException($"{subject}: {name} returned null, and a hyperparameter that " +
                    "exists has a value. Return one, or turn the parameter off by [When(…)]."),
                _ => codec.Write(value, subject),
            };
        })
        { Kind = codec.Kind };
    }

    /// <summary>What fits a type instead.</summary>
    public static string Remedy(ValueCodec codec) => codec.Kind switch
    {
        HyperparameterKind.Float => "[Uniform(0, 1)] or the like",
        HyperparameterKind.Integer => "[RandInt(1, 10)] or the like",
        HyperparameterKind.Boolean => "[Boolean]",
        _ when codec.Type.IsEnum => "[Choice]",
        _ => "[Choice(\"a\", \"b\")] or the like",
    };

    public static string WithArticle(string type) =>
        "aeiou".Contains(char.ToLowerInvariant(type[0])) ? $"an {type}" : $"a {type}";

    private string Misfit(DomainAttribute attribute, object? value)
    {
        var text = ValueCodec.FromArgument(value)?.ToLiteral()
            ?? (value is null ? "null" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
        return $"{Subject}: {attribute} holds {text}, which {WithArticle(Codec.Name)} can't hold. Use values of the " +
            "parameter's type, or change the type.";
    }
}
