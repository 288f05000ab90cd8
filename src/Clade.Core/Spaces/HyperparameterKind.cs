namespace Clade;

/// <summary>The kinds of value that a hyperparameter can have.</summary>
public enum HyperparameterKind
{
    /// <summary>A finite 64-bit floating-point number.</summary>
    Float,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A text: an option of a choice, or an enumeration's name.</summary>
    Text,
}
