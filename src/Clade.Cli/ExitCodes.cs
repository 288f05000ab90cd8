namespace Clade.Cli;

/// <summary>What <c>clade</c> tells the shell.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The command began and did not succeed: every trial failed, say, or a disk is full.</summary>
    public const int Failure = 1;

    /// <summary>Nothing was started: an argument, an option, a file or an experiment's folder is wrong.</summary>
    public const int WrongInput = 2;

    /// <summary>Ctrl+C or a request to end; the experiment can be resumed.</summary>
    public const int Interrupted = 130;
}
