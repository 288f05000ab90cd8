using Clade.Cli.Output;
using Clade.Cli.TuneFiles;
using Clade.Display;
using Clade.Driver;

namespace Clade.Cli.Running;

/// <summary>Runs or resumes the experiment of a <c>tune.yaml</c>, and tells what came of it.</summary>
/// <param name="cli">Where to write.</param>
/// <param name="file">What to run.</param>
/// <param name="asJson">Whether standard output gets the result as JSON, and nothing else.</param>
internal sealed class ExperimentStart(CliContext cli, TuneFile file, bool asJson)
{
    private bool _isOpen;

    /// <summary>Begins a new experiment.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(CancellationToken cancellationToken) =>
        FinishAsync(options => Tune.RunAsync(file.Program, options, cancellationToken));

    /// <summary>Goes on with the one in a folder.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ResumeAsync(string folder, CancellationToken cancellationToken) =>
        FinishAsync(options => Tune.ResumeAsync(file.Program, folder, options, cancellationToken));

    private async Task<int> FinishAsync(Func<TuneOptions, Task<TuneResult>> start)
    {
        try
        {
            var result = await start(Options()).ConfigureAwait(false);
            if (asJson) JsonOutput.Write(cli, json => ResultJson.Write(json, result));
            return ExitCodes.Success;
        }
        catch (CladeException e) when (_isOpen)
        {
            ErrorReport.Write(cli, e);
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException e) when (_isOpen)
        {
            // By 'clade stop', say: whoever looks at this terminal hears of it.
            cli.Error.Profile.Out.Writer.WriteLine(e.Message);
            return ExitCodes.Interrupted;
        }
    }

    private TuneOptions Options() => file.Options with
    {
        Hooks = new DriverHooks
        {
            HowToResume = folder => $"clade resume {ShellWord.Of(cli.ShortPath(folder))}",
            HowToReplay = folder => $"clade replay {ShellWord.Of(cli.ShortPath(folder))}",
            Opened = Opened,
            Terminal = asJson ? StandardError() : null,
            RunsInPlace = true,
        },
    };

    // What it began with, or goes on with from now on.
    private void Opened(string folder)
    {
        _isOpen = true;
        EffectiveFile.Write(folder, file);
    }

    private ProgressTerminal StandardError() => ProgressTerminal.OfThisProcess() with
    {
        Output = cli.Error.Profile.Out.Writer,
        IsTerminal = false,
        CapturesOutput = false,
        CapturesError = false,
    };
}
