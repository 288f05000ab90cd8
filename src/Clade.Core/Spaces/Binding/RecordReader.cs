using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace Clade.Spaces;

/// <summary>Reads a record's attributes, and collects every mistake.</summary>
internal sealed class RecordReader
{
    private readonly NullabilityInfoContext _nullability = new();
    private readonly ImmutableDictionary<string, string>.Builder _subjects =
        ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    public List<string> Mistakes { get; } = [];

    /// <summary>How messages name the hyperparameters, by full name.</summary>
    public ImmutableDictionary<string, string> Subjects => _subjects.ToImmutable();

    /// <summary>Reads one record, and those nested in it.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="scope">What its hyperparameters' names begin with.</param>
    /// <param name="outer">The records around it.</param>
    /// <returns>The record's shape, and its hyperparameters; what could not be read is left out.</returns>
    public (RecordShape Shape, ImmutableArray<KeyValuePair<string, Domain>> Entries) Read(
        Type type, string scope, ImmutableStack<Type> outer)
    {
        var members = new List<RecordMember>();
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Domain>>();
        var constructor = FindConstructor(type);
        foreach (var source in SourcesOf(type, constructor))
        {
            if (ReadMember(type, source, scope, outer.Push(type)) is not var (member, domain)) continue;
            members.Add(member);
            entries.Add(new(source.Name, domain));
        }

        return (new RecordShape(type, constructor, [.. members]), entries.ToImmutable());
    }

    private ConstructorInfo? FindConstructor(Type type)
    {
        var constructors = type.GetConstructors();
        if (constructors.Length > 1)
        {
            Mistakes.Add($"{type.Name}: it has {Literal.Of(constructors.Length)} public constructors, so it is " +
                "unclear whose parameters are the hyperparameters. Keep one; a positional record has one.");
        }

        if (constructors.Length == 0 && !type.IsValueType)
        {
            Mistakes.Add($"{type.Name}: it has no public constructor, so Clade can't make one. Use a positional " +
                "record.");
        }

        return constructors.Length == 1 ? constructors[0] : null;
    }

    private List<MemberSource> SourcesOf(Type type, ConstructorInfo? constructor)
    {
        if (constructor is null && !type.IsValueType) return [];

        var sources = new List<MemberSource>();
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            var property = properties.FirstOrDefault(p => p.Name == parameter.Name)
                ?? properties.FirstOrDefault(p => p.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                Mistakes.Add($"{type.Name}.{parameter.Name}: there is no public property of that name to read the " +
                    "value back from. Add one, or use a positional record.");
                continue;
            }

            sources.Add(new MemberSource(parameter.Name!, parameter.ParameterType, parameter, property));
        }

        // Beside a constructor with parameters, other properties are the record's own business unless they say
        // otherwise.
        var isConstructed = sources.Count > 0;
        sources.AddRange(properties
            .Where(p => p.SetMethod?.IsPublic == true && sources.TrueForAll(source => source.Property != p))
            .Where(p => !isConstructed || p.IsDefined(typeof(DomainAttribute)))
            .Select(static p => new MemberSource(p.Name, p.PropertyType, null, p)));
        if (sources.Count == 0 && Mistakes.Count == 0)
        {
            Mistakes.Add($"{type.Name}: it has no parameters, so there is nothing to choose. Use a positional " +
                "record, as in 'record MyConfig([Uniform(0, 1)] double Lr)'.");
        }

        return sources;
    }

    private (RecordMember Member, Domain Domain)? ReadMember(
        Type owner, MemberSource source, string scope, ImmutableStack<Type> outer)
    {
        var subject = $"{owner.Name}.{source.Name}";
        _subjects[scope + source.Name] = subject;

        var type = Nullable.GetUnderlyingType(source.Type) ?? source.Type;
        var codec = ValueCodec.For(type);
        RecordShape? nested = null;
        Domain? domain;
        if (codec is not null)
        {
            domain = DomainOf(source, new AttributeTarget(subject, owner, codec, Mistakes));
        }
        else if (!RefuseNested(subject, type, source, outer))
        {
            (nested, var entries) = Read(type, $"{scope}{source.Name}.", outer);
            domain = SearchSpace.Of(entries);
        }
        else
        {
            return null;
        }

        // A stand-in keeps a condition on a faulty parameter from being reported as a second mistake.
        domain ??= Search.SampleFrom(static (_, _) => 0);
        domain = AddMarks(domain, source, subject);
        var isNullable = IsNullable(source);
        if (!domain.Conditions.IsEmpty && !isNullable)
        {
            Mistakes.Add($"{subject}: it is conditional, so it can be absent, but {TypeName(source.Type)} can't be " +
                $"null. Make it a '{TypeName(source.Type)}?'.");
        }

        return (new RecordMember(source.Name, subject, source.Property, source.Parameter is not null, codec, nested,
            isNullable, !domain.Conditions.IsEmpty), domain);
    }

    private static Domain? DomainOf(MemberSource source, AttributeTarget target)
    {
        var attributes = source.Attributes<DomainAttribute>();
        if (attributes.Count > 1)
        {
            target.Mistakes.Add($"{target.Subject}: it has {string.Join(" and ", attributes)}, and only one can " +
                "hold. Remove the others.");
            return null;
        }

        if (attributes is [var attribute]) return attribute.DomainFor(target);
        if (target.Codec.Kind == HyperparameterKind.Boolean) return Search.Boolean();
        if (target.Codec is { Type.IsEnum: true, AllValues: { } names }) return new ChoiceDomain(names);

        var constant = source.Parameter is { HasDefaultValue: true, DefaultValue: { } value }
            ? $" To keep its default, add {AttributeTarget.Write("Constant", [value])}."
            : "";
        target.Mistakes.Add($"{target.Subject}: it has no attribute, so it is unknown what it may be. Add " +
            $"{AttributeTarget.Remedy(target.Codec)}.{constant}");
        return null;
    }

    private Domain AddMarks(Domain domain, MemberSource source, string subject)
    {
        foreach (var when in source.Attributes<WhenAttribute>())
        {
            var values = when.Values.Select(ValueCodec.FromArgument).ToList();
            for (var i = 0; i < values.Count; i++)
            {
                if (values[i] is not null) continue;
                Mistakes.Add($"{subject}: [When(\"{when.Name}\", …)] holds {when.Values[i] ?? "null"}, which no " +
                    "hyperparameter can be. Use numbers, texts, booleans or members of an enumeration.");
            }

            domain = domain.When(when.Name, values.OfType<HyperparameterValue>());
        }

        return source.Attributes<StructuralAttribute>().Count > 0 ? domain.Structural() : domain;
    }

    private bool RefuseNested(string subject, Type type, MemberSource source, ImmutableStack<Type> outer)
    {
        var isSystems = type.Namespace is { } name
            && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));
        if (isSystems || type.IsAbstract || type.IsInterface || type.IsPrimitive || type.IsPointer
            || typeof(IEnumerable).IsAssignableFrom(type) || typeof(Delegate).IsAssignableFrom(type))
        {
            Mistakes.Add($"{subject}: {TypeName(type)} can't be a hyperparameter, because its values can't be drawn, " +
                $"written down and read back. Use {ValueCodec.SupportedTypes}.");
            return true;
        }

        if (outer.Contains(type))
        {
            Mistakes.Add($"{subject}: {type.Name} contains itself, so the search space would be endless. Break the " +
                "circle.");
            return true;
        }

        if (source.Attributes<DomainAttribute>() is [var attribute, ..])
        {
            Mistakes.Add($"{subject}: {attribute} gives one value, but {type.Name} is a nested record. Put " +
                $"attributes on its own parameters, or use {ValueCodec.SupportedTypes}.");
            return true;
        }

        return false;
    }

    private bool IsNullable(MemberSource source) =>
        source.Type.IsValueType
            ? Nullable.GetUnderlyingType(source.Type) is not null
            : (source.Parameter is null ? _nullability.Create(source.Property) : _nullability.Create(source.Parameter))
                .ReadState != NullabilityState.NotNull;

    private static string TypeName(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } underlying => $"{TypeName(underlying)}?",
        { IsArray: true } => $"{TypeName(type.GetElementType()!)}[]",
        { IsGenericType: true } =>
            $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>",
        _ => ValueCodec.For(type)?.Name ?? type.Name,
    };

    /// <summary>
    /// Where a hyperparameter is declared: a constructor's parameter and its property, or a property alone.
    /// </summary>
    private sealed record MemberSource(string Name, Type Type, ParameterInfo? Parameter, PropertyInfo Property)
    {
        public List<T> Attributes<T>()
            where T : Attribute =>
            [.. Parameter?.GetCustomAttributes<T>() ?? [], .. Property.GetCustomAttributes<T>()];
    }
}
