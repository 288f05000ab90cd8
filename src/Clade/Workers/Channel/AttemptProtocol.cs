using Clade.Experiments;
using Clade.Trials;

namespace Clade.Workers.Channel;

/// <summary>
/// What a worker may say about the attempt that it serves, and in which order. Whatever is not due ends the worker, so
/// that at most one message of each worker ever waits for the driver.
/// </summary>
/// <remarks>Thread-safe: the worker's messages and the driver's answers come from different threads.</remarks>
internal sealed class AttemptProtocol(StartAttempt attempt, string token)
{
    /// <summary>The largest line that a report may be; see <see cref="ReportSize"/>.</summary>
    public const int ReportLineBytesMax = ReportSize.BytesMax + ReportSize.UnreadBytesMax + 1024;

    /// <summary>More than any checkpoint, and few enough for sums of sizes never to overflow.</summary>
    public const long CheckpointBytesMax = 1L << 50;

    /// <summary>
    /// How often in a row a worker may say what it has said already; a channel may deliver a message twice.
    /// </summary>
    public const int RepetitionsMax = 1_000;

    private readonly Lock _lock = new();
    private Turn _turn = Turn.Start;
    private long _sequence;
    private long _saved;
    private int _repetitions;

    private enum Turn
    {
        /// <summary>The worker is to enter the training function.</summary>
        Start,

        /// <summary>The worker trains, until its next report.</summary>
        Report,

        /// <summary>A report waits for the driver's answer.</summary>
        Answer,

        /// <summary>The worker saves a checkpoint.</summary>
        Save,

        /// <summary>The worker was told to leave the training function.</summary>
        Leave,

        /// <summary>The attempt has ended.</summary>
        Over,
    }

    public StartAttempt Attempt => attempt;

    /// <summary>What every message about the attempt has to carry.</summary>
    public string Token => token;

    /// <summary>Whether the training function was entered.</summary>
    public bool HasStarted { get; private set; }

    public bool IsOver
    {
        get
        {
            lock (_lock) return _turn == Turn.Over;
        }
    }

    /// <summary>Turns a message into what it means for the experiment.</summary>
    /// <returns>That; nothing if the message was taken before, since redelivery is harmless.</returns>
    /// <exception cref="InvalidDataException">The message is not due; the text says why.</exception>
    public ExperimentEvent? Take(WorkerMessage message, int lineBytes, DateTimeOffset time)
    {
        var said = message as AttemptMessage ?? throw new InvalidDataException("it said hello twice");
        RequireAbout(said);
        lock (_lock)
        {
            if (IsRepeated_NeedsLock(said))
            {
                Require(++_repetitions <= RepetitionsMax, $"it repeated itself more than {RepetitionsMax} times");
                return null;
            }

            _repetitions = 0;
            return said switch
            {
                StartedMessage m => Start_NeedsLock(m, time),
                ReportMessage m => Report_NeedsLock(m, lineBytes, time),
                SavedMessage m => Save_NeedsLock(m, time),
                EndedMessage m => End_NeedsLock(m, time),
                _ => throw new InvalidDataException($"'{message.GetType().Name}' is unknown"),
            };
        }
    }

    /// <summary>The driver is about to answer: what the worker may say next depends on it.</summary>
    public void Answered(Answer answer)
    {
        lock (_lock)
        {
            // The attempt may have ended although its report was not answered.
            if (_turn != Turn.Answer || answer.Sequence != _sequence) return;

            _turn = answer.Kind switch
            {
                ReplyKind.Continue => Turn.Report,
                ReplyKind.Save => Turn.Save,
                _ => Turn.Leave,
            };
        }
    }

    private bool IsRepeated_NeedsLock(AttemptMessage said) => said switch
    {
        StartedMessage => HasStarted,
        ReportMessage m => m.Sequence > 0 && m.Sequence <= _sequence,
        SavedMessage m => m.Sequence > 0 && m.Sequence <= _saved,
        _ => false,
    };

    private void RequireAbout(AttemptMessage said)
    {
        if (said.Trial != attempt.Trial || said.Attempt != attempt.Attempt)
        {
            throw new InvalidDataException(
                $"it spoke for attempt {said.Attempt} of trial {said.Trial}, but it serves attempt {attempt.Attempt} " +
                $"of trial {attempt.Trial}");
        }

        Require(
            ChannelToken.AreEqual(token, said.Token),
            "it spoke without the token of the attempt, so it may be somebody else");
    }

    private AttemptStarted Start_NeedsLock(StartedMessage m, DateTimeOffset time)
    {
        Require(_turn == Turn.Start, "it started the attempt after it was over");
        _turn = Turn.Report;
        HasStarted = true;
        return new AttemptStarted(time, m.Trial, m.Attempt, m.Config);
    }

    private Reported Report_NeedsLock(ReportMessage m, int lineBytes, DateTimeOffset time)
    {
        if (_turn != Turn.Report)
        {
            throw new InvalidDataException(_turn switch
            {
                Turn.Start => "it reported before it started",
                Turn.Answer => "it reported again before its last report was answered",
                Turn.Save => "it reported though it was told to save",
                _ => "it reported though it was told to leave",
            });
        }

        if (m.Sequence != _sequence + 1)
        {
            throw new InvalidDataException($"it sent report {m.Sequence} where report {_sequence + 1} was due");
        }

        if (lineBytes > ReportLineBytesMax)
        {
            throw new InvalidDataException(
                $"its report is {lineBytes} bytes long, and at most {ReportLineBytesMax} are allowed");
        }

        _turn = Turn.Answer;
        _sequence = m.Sequence;
        return new Reported(time, m.Trial, m.Attempt, m.Sequence, m.Metrics, m.CanSave, m.Unread);
    }

    private CheckpointSaved Save_NeedsLock(SavedMessage m, DateTimeOffset time)
    {
        Require(_turn == Turn.Save, "it saved a checkpoint that nobody asked for");
        if (m.Sequence != _sequence)
        {
            throw new InvalidDataException($"it saved for report {m.Sequence}, and was told to for {_sequence}");
        }

        if (m.Bytes is < 0 or > CheckpointBytesMax)
        {
            throw new InvalidDataException(
                $"its checkpoint has {m.Bytes} bytes, and only 0 to {CheckpointBytesMax} are possible");
        }

        _turn = Turn.Answer;
        _saved = m.Sequence;
        return new CheckpointSaved(time, m.Trial, m.Attempt, m.Sequence, m.Bytes);
    }

    private ExperimentEvent End_NeedsLock(EndedMessage m, DateTimeOffset time)
    {
        Require(_turn != Turn.Over, "it ended the attempt twice");
        Require(m.Outcome != AttemptOutcome.Lost || m.Error is not null, "it called itself lost and did not say why");
        Require(m.Outcome != AttemptOutcome.Left || _turn == Turn.Leave, "it left though it was not told to");
        Require(
            m.Outcome is AttemptOutcome.Failed or AttemptOutcome.Lost || _turn != Turn.Start,
            "it ended well without having started");
        Require(
            m.Damage is null || (_turn == Turn.Start && m.Outcome == AttemptOutcome.Failed),
            "it called its checkpoint damaged after it had started from it");
        _turn = Turn.Over;
        return AttemptEvents.Of(new AttemptResult(m.Outcome, m.Error, m.Damage, m.Unread), attempt, time);
    }

    private static void Require(bool condition, string complaint)
    {
        if (!condition) throw new InvalidDataException(complaint);
    }
}
