namespace Clade;

/// <summary>What an experiment shows while it goes on.</summary>
/// <remarks>
/// Everything goes to standard output. Colours follow the terminal and the environment variable <c>NO_COLOR</c>.
/// Whatever is chosen, the experiment's folder holds all of it.
/// </remarks>
public enum Progress
{
    /// <summary>
    /// <see cref="Live"/> in a terminal; <see cref="Plain"/> where output is redirected, on a build server (<c>CI</c>
    /// is set), or while another experiment of this process is shown live. The default.
    /// </summary>
    Auto,

    /// <summary>
    /// A table that is redrawn in place up to ten times a second. Lines that the program itself prints with
    /// <see cref="System.Console"/> appear above it. Where no terminal is, this is <see cref="Plain"/>.
    /// </summary>
    Live,

    /// <summary>
    /// One line for each trial that starts or ends, exploit, new best (every five seconds at most), failure, warning,
    /// and a summary every 30 seconds; no escape codes.
    /// </summary>
    Plain,

    /// <summary>Only failures, warnings and the outcome.</summary>
    Quiet,

    /// <summary>As <see cref="Plain"/>, with every report, attempt and checkpoint.</summary>
    Verbose,

    /// <summary>Nothing at all, not even the outcome: for programs that print results of their own.</summary>
    /// <remarks>Failures and warnings are in the result and in the experiment's folder, as ever.</remarks>
    None,
}
