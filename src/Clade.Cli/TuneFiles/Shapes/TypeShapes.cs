using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Clade.Cli.TuneFiles;

/// <summary>Which shape an option has, by its type.</summary>
internal static class TypeShapes
{
    private static readonly ConcurrentDictionary<Type, Shape> Shapes = [];

    private static readonly HashSet<(Type, string)> PathProperties =
    [
        (typeof(TuneOptions), nameof(TuneOptions.Folder)),
        (typeof(TrainingProgram), nameof(TrainingProgram.WorkingDirectory)),
    ];

    public static Shape Of(PropertyInfo property) => property switch
    {
        _ when PathProperties.Contains((property.DeclaringType!, property.Name)) => new PathShape(),
        { Name: nameof(PopulationBasedTraining.Mutations) } => new MutationsShape(),
        { Name: var name } when name.EndsWith("Bytes", StringComparison.Ordinal) => new BytesShape(),
        _ => Of(property.PropertyType),
    };

    /// <exception cref="NotSupportedException">A new type of option: it needs a shape.</exception>
    public static Shape Of(Type type) => Shapes.GetOrAdd(type, static type => Simple(type) ?? Composed(type));

    private static Shape? Simple(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } given => Of(given),
        _ when type == typeof(double) => new NumberShape(),
        _ when type == typeof(int) || type == typeof(long) || type == typeof(ulong) => new IntegerShape(type),
        _ when type == typeof(bool) => new BooleanShape(),
        _ when type == typeof(string) => new TextShape(),
        _ when type == typeof(TimeSpan) => new DurationShape(),
        _ when type.IsEnum => new EnumShape(type),
        _ when type == typeof(SearchSpace) => new SpaceShape(SpaceRole.Whole),
        _ when type == typeof(Objective) => new ObjectiveShape(),
        _ when type == typeof(StopRule) => new StopShape(),
        _ when type == typeof(Margin) => new MarginShape(),
        _ when type == typeof(Configuration) => new ConfigurationShape(),
        _ when type == typeof(Metrics) => new MetricsShape(),
        _ => Kinds.ShapeOf(type),
    };

    private static Shape Composed(Type type)
    {
        if (ElementOf(type) is { } item) return new ListShape(Of(item), item);
        if (ValueOf(type) is { } value) return new MapShape(Of(value), value);
        if (type.IsSealed && type.GetConstructors().Length == 1 && type.Namespace == nameof(Clade))
        {
            return new RecordShape(type);
        }

        throw new NotSupportedException($"An option of type {type} can't be read from a file: give it a shape.");
    }

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            || type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        ? type.GetGenericArguments()[0]
        : null;

    private static Type? ValueOf(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            || type.GetGenericTypeDefinition() == typeof(ImmutableSortedDictionary<,>))
        ? type.GetGenericArguments()[1]
        : null;
}
