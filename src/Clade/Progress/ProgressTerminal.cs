using Spectre.Console;

namespace Clade.Display;

/// <summary>What is known of the place where progress is shown.</summary>
internal sealed record ProgressTerminal
{
    private const int UnknownWidth = 80;
    private const int UnknownHeight = 24;
    private const int Utf8CodePage = 65001;
    private const int Utf16CodePage = 1200;

    private static readonly string[] BuildServerVariables =
        ["CI", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL", "BUILDKITE"];

    /// <summary>Takes lines.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Takes frames: each write reaches the terminal as a whole, and takes no lock of the console.</summary>
    public required TextWriter Screen { get; init; }

    /// <summary>Whether lines can be redrawn in place.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Whether a build server keeps what is shown, so that redrawing makes no sense.</summary>
    public required bool IsBuildServer { get; init; }

    public required ColorSystemSupport Colors { get; init; }

    public required ProgressSymbols Symbols { get; init; }

    /// <summary>The size at this moment. It may take the console's lock.</summary>
    public required Func<ScreenSize> Size { get; init; }

    /// <summary>Whether what the program prints goes to the same screen.</summary>
    public bool CapturesOutput { get; init; }

    /// <summary>Whether what the program prints to standard error goes to the same screen.</summary>
    public bool CapturesError { get; init; }

    /// <summary>The console of this process.</summary>
    public static ProgressTerminal OfThisProcess()
    {
        // Never the shared AnsiConsole: created now, it would keep today's writer, and what the user's own code writes
        // with it would end up in the middle of our table.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        var capabilities = console.Profile.Capabilities;
        return new ProgressTerminal
        {
            Output = Console.Out,
            Screen = new TerminalWriter(),
            IsTerminal = !Console.IsOutputRedirected && capabilities.Ansi
                && Environment.GetEnvironmentVariable("TERM") != "dumb",
            IsBuildServer = IsBuildServerBy(Environment.GetEnvironmentVariable),
            Colors = ColorsBy(capabilities.ColorSystem, Environment.GetEnvironmentVariable),
            // By code page: the console wraps its encoding in a type of its own.
            Symbols = Console.OutputEncoding.CodePage is Utf8CodePage or Utf16CodePage
                ? ProgressSymbols.Unicode
                : ProgressSymbols.Ascii,
            Size = SizeOfConsole,
            CapturesOutput = true,
            CapturesError = !Console.IsErrorRedirected,
        };
    }

    /// <summary>Whether the environment is that of a build server.</summary>
    internal static bool IsBuildServerBy(Func<string, string?> environment) => BuildServerVariables.Any(name =>
        environment(name) is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase));

    /// <summary>The colours to use where so many are supported: none with NO_COLOR (no-color.org).</summary>
    internal static ColorSystemSupport ColorsBy(ColorSystem supported, Func<string, string?> environment) =>
        environment("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : (ColorSystemSupport)supported;

    private static ScreenSize SizeOfConsole()
    {
        try
        {
            var (width, height) = (Console.WindowWidth, Console.WindowHeight);
            return new ScreenSize(width > 0 ? width : UnknownWidth, height > 0 ? height : UnknownHeight);
        }
        catch (IOException)
        {
            return new ScreenSize(UnknownWidth, UnknownHeight);
        }
    }
}
