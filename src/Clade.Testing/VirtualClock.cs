namespace Clade.Testing;

/// <summary>
/// What is going to happen, by its time; what is due at the same time happens in the order of planning.
/// </summary>
internal sealed class VirtualClock
{
    private readonly PriorityQueue<Action, (DateTimeOffset, long)> _plans = new();
    private long _order;

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UnixEpoch;

    public void After(TimeSpan delay, Action action) => _plans.Enqueue(action, (Now + delay, _order++));

    /// <summary>Lets the next thing happen; false if nothing is planned.</summary>
    /// <param name="before">A deadline: if nothing is planned before it, time moves there and nothing happens.</param>
    public bool Step(DateTimeOffset? before)
    {
        if (!_plans.TryPeek(out _, out var next) || next.Item1 > before)
        {
            if (before is null) return false;

            Now = before > Now ? before.Value : Now;
            return true;
        }

        Now = next.Item1;
        _plans.Dequeue()();
        return true;
    }
}
