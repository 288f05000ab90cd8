using Clade.Experiments;

namespace Clade.Driver;

/// <summary>Events on their way to the driver, and whose turn it is to work on them: one thread's at a time.</summary>
/// <remarks>
/// A thread that brings an event while nobody works does the work itself, because waking another one costs more than
/// the work. What comes meanwhile waits, and then goes to the driver's own thread: so whoever brings an event is soon
/// back at reading the next, and under load many events become one transaction.
/// </remarks>
internal sealed class EventQueue
{
    private readonly object _gate = new();
    private readonly Queue<ExperimentEvent> _events = [];

    // At first it is the driver's turn: what is posted before it opened the experiment waits.
    private bool _isTurnTaken = true;
    private bool _isHandedOver;
    private bool _isClosed;

    /// <summary>Adds an event.</summary>
    /// <returns>Whether it is the caller's turn now.</returns>
    public bool Add(ExperimentEvent happened)
    {
        lock (_gate)
        {
            if (_isClosed) return false;

            _events.Enqueue(happened);
            var isMine = !_isTurnTaken;
            _isTurnTaken = true;
            return isMine;
        }
    }

    /// <summary>Takes the events that are there, in order, in one's turn.</summary>
    /// <param name="events">Gets them; what it held before is dropped.</param>
    /// <param name="max">So many at most; the rest stays.</param>
    public void Take(List<ExperimentEvent> events, int max)
    {
        events.Clear();
        lock (_gate)
        {
            while (events.Count < max && _events.TryDequeue(out var happened)) events.Add(happened);
        }
    }

    /// <summary>Ends one's turn; events that came meanwhile become the driver's.</summary>
    public void EndTurn()
    {
        lock (_gate)
        {
            _isTurnTaken = _isHandedOver = _events.Count > 0;
            if (_isHandedOver) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the turn of the driver's own thread, and waits for its next.</summary>
    /// <returns>Whether there is one; false once the queue is closed.</returns>
    public bool AwaitTurn()
    {
        lock (_gate)
        {
            if (_events.Count > 0 && !_isClosed) return true;

            _isTurnTaken = false;
            while (!_isHandedOver && !_isClosed) Monitor.Wait(_gate);
            _isHandedOver = false;
            return !_isClosed;
        }
    }

    /// <summary>Nothing is worked on any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }
}
