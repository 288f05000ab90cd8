using Clade.Experiments;

namespace Clade.Display;

/// <summary>Shows an experiment to people. The driver calls it, from one thread at a time.</summary>
/// <remarks>
/// A display that fails (a closed terminal, a full pipe) goes dark; the experiment goes on. Disposing puts the console
/// back as it was.
/// </remarks>
internal abstract class ProgressView : IDisposable
{
    private readonly ProgressSymbols _symbols;
    private readonly bool _withDetails;
    private volatile ProgressModel? _model;
    private volatile Exception? _failure;

    private protected ProgressView(ProgressSymbols symbols, bool withDetails)
    {
        _symbols = symbols;
        _withDetails = withDetails;
    }

    private protected ProgressSymbols Symbols => _symbols;

    /// <summary>What there is to show now; none before the start.</summary>
    private protected ProgressModel? Model => _model;

    /// <summary>The experiment is open.</summary>
    /// <param name="start">What is known of it.</param>
    /// <param name="state">Its state: as the journal left it, when it is resumed.</param>
    public virtual void Start(ProgressStart start, ExperimentState state) => Guard(() =>
    {
        var model = ProgressModel.Begin(start, state, _symbols, _withDetails);
        _model = model;
        OnStart(model);
    });

    /// <summary>A batch of steps is done.</summary>
    /// <param name="state">The state after the last of them.</param>
    /// <param name="entries">The steps, in order.</param>
    public void Update(ExperimentState state, IReadOnlyList<JournalEntry> entries) => Guard(() =>
    {
        if (_model is not { } before) return;

        var model = before.Next(state, entries);
        _model = model;
        OnUpdate(model);
    });

    /// <summary>The experiment is over, or pauses.</summary>
    public void Finish(ProgressEnd end) => Attempt(() =>
    {
        if (_model is { } model) OnFinish(model with { State = end.State }, end);
    });

    /// <inheritdoc />
    public void Dispose()
    {
        Attempt(OnDispose);
        GC.SuppressFinalize(this);
    }

    /// <summary>Why nothing is shown any more; none while all is well.</summary>
    internal Exception? Failure => _failure;

    private protected abstract void OnStart(ProgressModel model);

    private protected abstract void OnUpdate(ProgressModel model);

    private protected abstract void OnFinish(ProgressModel model, ProgressEnd end);

    private protected abstract void OnDispose();

    /// <summary>Shows something, unless that has failed before.</summary>
    private protected void Guard(Action action)
    {
        if (_failure is null) Attempt(action);
    }

    /// <summary>Shows something, even after a failure: the outcome, and what the program itself prints.</summary>
    private protected void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _failure ??= exception;
        }
    }
}
