namespace Clade;

/// <summary>Runs every trial to its end, in the order of creation. The default.</summary>
/// <remarks>
/// Together with <see cref="RandomSampler"/> this is random search, with <see cref="GridSampler"/> grid search.
/// </remarks>
public sealed record FirstInFirstOut : Scheduler
{
    internal override string Describe() => "first in, first out";
}
