using Clade.Experiments;

namespace Clade.Testing;

/// <summary>
/// What comes from neither worker nor disk: a user who pauses trials, and a machine whose memory runs short.
/// </summary>
/// <param name="clock">When things happen.</param>
/// <param name="dice">Says what goes wrong.</param>
/// <param name="deliver">Takes what the driver is to see.</param>
internal sealed class VirtualSurroundings(VirtualClock clock, FaultDice dice, Action<ExperimentEvent> deliver)
{
    private const double PauseSecondsMax = 30;
    private const double ShortageSecondsMax = 20;

    /// <summary>Above this severity memory is short for good.</summary>
    private const double ForGood = 0.9;

    private int _driver;

    /// <summary>Something was decided: now something else may happen.</summary>
    public void Disturb(ExperimentState state)
    {
        if (state.Status != ExperimentStatus.Running) return;

        if (dice.Strikes(FaultKind.PauseTrial) && !state.Trials.IsEmpty)
        {
            var trial = new TrialId((int)(dice.Severity(FaultKind.PauseTrial) * state.Trials.Count));
            Say(TimeSpan.Zero, now => new PauseRequested(now, trial));
            Say(Pause(FaultKind.PauseTrial), now => new ResumeRequested(now, trial));
        }

        if (dice.Strikes(FaultKind.PauseAll))
        {
            Say(TimeSpan.Zero, static now => new PauseRequested(now, Trial: null));
            Say(Pause(FaultKind.PauseAll), static now => new ResumeRequested(now, Trial: null));
        }

        if (dice.Strikes(FaultKind.ShortMemory)) ShortenMemory(state);
    }

    /// <summary>
    /// A paused trial is still paused under the next driver, and the user still means to let it go on.
    /// </summary>
    public void AfterOpening(ExperimentState state)
    {
        foreach (var trial in state.Trials.Where(static trial => trial.PausedByUser))
        {
            Say(Pause(FaultKind.PauseTrial), now => new ResumeRequested(now, trial.Id));
        }
    }

    /// <summary>What was to be said was for a driver that is gone.</summary>
    public void ForgetDriver() => _driver++;

    private void ShortenMemory(ExperimentState state)
    {
        const long Total = 16L << 30;
        var severity = dice.Severity(FaultKind.ShortMemory);
        if (severity < 0.5)
        {
            Say(TimeSpan.Zero, static now => new MemoryReported(
                now, MemoryLevel.Short, MemoryRules.ShortBytes(Total) - 1, Total));
        }
        else
        {
            // What it names may be over by the time that it is heard.
            var attempts = state.Live.Select(id => new AttemptMemory(id, state[id].Attempt!.Number, id.Value << 28));
            var critical = new MemoryReported(
                default, MemoryLevel.Critical, MemoryRules.CriticalBytes(Total) - 1, Total, [.. attempts]);
            Say(TimeSpan.Zero, now => critical with { Time = now });
        }

        if (severity > ForGood) return;

        Say(TimeSpan.FromSeconds(ShortageSecondsMax * severity), static now => new MemoryReported(
            now, MemoryLevel.Ample, Total / 2, Total));
    }

    private TimeSpan Pause(FaultKind kind) => TimeSpan.FromSeconds(PauseSecondsMax * dice.Severity(kind));

    private void Say(TimeSpan delay, Func<DateTimeOffset, ExperimentEvent> happened)
    {
        var driver = _driver;
        clock.After(delay, () =>
        {
            if (_driver == driver) deliver(happened(clock.Now));
        });
    }
}
