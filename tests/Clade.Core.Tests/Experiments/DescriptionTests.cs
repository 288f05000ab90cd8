using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Clade.Core.Tests.Experiments;

/// <summary>The lines that a resume compares: they say the same wherever they are written.</summary>
public sealed class DescriptionTests
{
    private static readonly object[] Fractions =
    [
        0.125, 0.3, 0.45, 1.5, 2.5, 12.5, ImmutableArray.Create(1.5, 0.5), Margin.Of(0.5), new StagnationRestart(),
        new FasterImprovementRate(),
    ];

    public static TheoryData<Type> Described =>
    [
        .. typeof(Scheduler).Assembly.GetTypes()
            .Where(static type => type is { IsAbstract: false, IsPublic: true }
                && (type.IsSubclassOf(typeof(Scheduler)) || type.IsSubclassOf(typeof(Sampler))
                    || type.IsSubclassOf(typeof(ExploitStrategy)) || type.IsSubclassOf(typeof(Explore))
                    || type == typeof(StagnationRestart) || type == typeof(FasterImprovementRate))
                && type.GetConstructor([]) is not null && !NeedsMore(type))
            .OrderBy(static type => type.Name),
    ];

    [Theory, MemberData(nameof(Described))]
    public void A_description_has_the_same_numbers_in_every_culture(Type type)
    {
        var withComma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        withComma.NumberFormat.NumberDecimalSeparator = ",";
        var before = CultureInfo.CurrentCulture;
        foreach (var instance in Variants(type))
        {
            var here = Describe(instance);
            try
            {
                CultureInfo.CurrentCulture = withComma;
                Assert.Equal(here, Describe(instance));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    private static IEnumerable<object> Variants(Type type)
    {
        yield return Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(static property => property.CanWrite))
        {
            foreach (var value in Fractions)
            {
                var instance = Activator.CreateInstance(type)!;
                if (TrySet(property, instance, value)) yield return instance;
            }
        }
    }

    private static bool NeedsMore(Type type) => type.GetProperties().Any(static property =>
        property.IsDefined(typeof(RequiredMemberAttribute)) && !property.PropertyType.IsPrimitive);

    private static bool TrySet(PropertyInfo property, object instance, object value)
    {
        if (!property.PropertyType.IsInstanceOfType(value)) return false;

        try
        {
            property.SetValue(instance, value);
            return true;
        }
        catch (TargetInvocationException)
        {
            // Not every fraction is allowed everywhere.
            return false;
        }
    }

    private static string Describe(object instance) => (string)instance.GetType()
        .GetMethod("Describe", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [])!
        .Invoke(instance, [])!;
}
