namespace Clade;

/// <summary>
/// Marks a parameter, or all of a nested record, that shapes the weights: Population Based Training inherits it with
/// the donor's checkpoint and never changes it.
/// </summary>
/// <remarks>Beside a domain's attribute. See <see cref="Domain.Structural"/>.</remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class StructuralAttribute : Attribute;
