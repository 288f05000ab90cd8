using Clade.Experiments;

namespace Clade.Workers;

/// <summary>Carries out the commands that concern attempts, and posts what comes of them as events.</summary>
/// <remarks>No method blocks on a training function. Called from one thread at a time.</remarks>
internal interface ITrialHost : IAsyncDisposable
{
    /// <summary>What this system does not let the host promise, in sentences for the user.</summary>
    IReadOnlyList<string> Limitations { get; }

    void Start(StartAttempt command);

    void Answer(Answer command);

    void Kill(KillAttempt command);
}
