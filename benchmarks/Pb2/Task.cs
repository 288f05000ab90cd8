using Clade.Testing;

namespace Clade.Benchmarks.Pb2;

/// <summary>Something to be trained, with what Population Based Training searches in it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Space">The search space.</param>
/// <param name="Training">The training function; its metric <c>score</c> is maximised.</param>
/// <param name="Iterations">How long each trial trains.</param>
/// <param name="Interval">Iterations between two ready points.</param>
internal sealed record Task(
    string Name, SearchSpace Space, VirtualTraining Training, int Iterations, double Interval);
