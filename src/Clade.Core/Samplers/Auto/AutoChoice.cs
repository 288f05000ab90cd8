namespace Clade;

/// <summary>What <see cref="AutoSampler"/> chose.</summary>
/// <param name="Sampler">The sampler.</param>
/// <param name="Reason">Why.</param>
internal sealed record AutoChoice(Sampler Sampler, string Reason);
