namespace Clade;

/// <summary>The parameter exists only where another one has one of some values; otherwise it is null.</summary>
/// <param name="name">
/// The other parameter, declared before this one: <c>nameof(Optimizer)</c>. In a nested record a name is looked up
/// there first, then in the records around it.
/// </param>
/// <param name="values">The values that turn this one on; at least one.</param>
/// <remarks>
/// Beside a domain's attribute, on a parameter that can be null (<c>double? Beta</c>); or on a nested record, for all
/// of it. Several must hold together.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property, AllowMultiple = true)]
public sealed class WhenAttribute(string name, params object[] values) : Attribute
{
    /// <summary>The other parameter.</summary>
    public string Name => name;

    /// <summary>The values as they were written.</summary>
    public IReadOnlyList<object> Values { get; } = values ?? [];
}
