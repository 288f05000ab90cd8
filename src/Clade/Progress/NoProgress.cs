using Clade.Experiments;

namespace Clade.Display;

/// <summary>Shows nothing.</summary>
internal sealed class NoProgress() : ProgressView(ProgressSymbols.Ascii, withDetails: false)
{
    // Without a start there is no model, so that nobody pays for keeping one up to date.
    public override void Start(ProgressStart start, ExperimentState state)
    {
    }

    private protected override void OnStart(ProgressModel model)
    {
    }

    private protected override void OnUpdate(ProgressModel model)
    {
    }

    private protected override void OnFinish(ProgressModel model, ProgressEnd end)
    {
    }

    private protected override void OnDispose()
    {
    }
}
