using Clade.Testing;

namespace Clade.Benchmarks.Pb2;

/// <summary>Something to be trained, with what is searched in it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Space">The search space.</param>
/// <param name="Training">The training function; its metric <c>score</c> is maximised.</param>
/// <param name="Iterations">How long each trial trains.</param>
internal sealed record TrainingTask(string Name, SearchSpace Space, VirtualTraining Training, int Iterations)
{
    /// <summary>Iterations between two ready points.</summary>
    public const double Interval = 5;

    public bool HasCategories => Space.Names.Contains("optimizer");
}
