using System.Collections.Immutable;
using Clade.Schedulers;

namespace Clade.Experiments;

/// <summary>What a population that restarts when it stagnates remembers.</summary>
/// <param name="Restarts">How often it has restarted.</param>
/// <param name="Rounds">Generations since then.</param>
/// <param name="Scores">The best score of each, oldest first, without the first one.</param>
/// <param name="Failures">How often in a row the smoothed series has failed to rise.</param>
internal sealed record RoundsState(int Restarts, int Rounds, ImmutableArray<double> Scores, int Failures)
{
    public static RoundsState Beginning { get; } = new(0, 0, [], 0);

    /// <summary>With one more round. The first one only shows what the restart did.</summary>
    public RoundsState With(double best) => this with
    {
        Rounds = Rounds + 1,
        Scores = Rounds == 0 ? [] : [.. Scores.Add(best).TakeLast(Stagnation.ScoresMax)],
    };
}

/// <summary>That a trial's weights are to be changed when it starts from a checkpoint of before a restart.</summary>
/// <param name="From">The checkpoints of before the restart that it held then.</param>
/// <param name="Weights">What to do to the weights.</param>
internal sealed record PendingRestart(ImmutableArray<CheckpointId> From, WeightRestart Weights);
