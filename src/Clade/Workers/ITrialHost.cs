using Clade.Experiments;

namespace Clade.Workers;

/// <summary>Carries out the commands that concern attempts, and posts what comes of them as events.</summary>
/// <remarks>No method blocks on a training function. Called from one thread at a time.</remarks>
internal interface ITrialHost : IAsyncDisposable
{
    /// <summary>What this system does not let the host promise, in sentences for the user.</summary>
    IReadOnlyList<string> Limitations { get; }

    /// <summary>The processes that serve attempts now; none where attempts run in this process.</summary>
    IReadOnlyList<ServingProcess>? Serving { get; }

    /// <summary>
    /// A folder that only this user can enter, gone with the driver however that ends; none where there is no such.
    /// </summary>
    string? PrivateFolder { get; }

    void Start(StartAttempt command);

    void Answer(Answer command);

    void Kill(KillAttempt command);

    /// <summary>Gives up what is kept for attempts to come. From any thread.</summary>
    void RetireIdle();
}
