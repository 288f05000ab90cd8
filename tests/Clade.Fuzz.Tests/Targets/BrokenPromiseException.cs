namespace Clade.Fuzz.Targets;

/// <summary>A promise about an input did not hold.</summary>
public sealed class BrokenPromiseException(string message) : Exception(message);
