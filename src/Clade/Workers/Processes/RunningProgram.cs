using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Clade.Workers;

/// <summary>How a program came to run, which is how a worker of it must be started.</summary>
internal enum ProgramKind
{
    /// <summary>
    /// Its own executable beside its assemblies: a console program, <c>dotnet run</c>, an xunit v3 test host.
    /// </summary>
    Executable,

    /// <summary>An assembly started by the <c>dotnet</c> command.</summary>
    Dotnet,

    /// <summary>One file that holds everything.</summary>
    SingleFile,
}

/// <summary>The program of this process: what was started, and from where.</summary>
/// <param name="Kind">How it was started.</param>
/// <param name="Executable">The file that the system started: the program's own, or <c>dotnet</c>.</param>
/// <param name="HostOptions">
/// What stands between <c>dotnet exec</c> and the assembly: <c>--depsfile</c> and the like.
/// </param>
/// <param name="EntryFile">The program's assembly, or the single file.</param>
internal sealed record RunningProgram(
    ProgramKind Kind, string Executable, ImmutableArray<string> HostOptions, string EntryFile)
{
    private const string TrustedAssembliesName = "TRUSTED_PLATFORM_ASSEMBLIES";

    /// <summary>The folder that holds the program's own files.</summary>
    public string Folder => Path.GetDirectoryName(EntryFile)!;

    /// <summary>Looks at this process.</summary>
    /// <exception cref="CladeException">
    /// No worker can be started from a program of this kind; the message says the way out.
    /// </exception>
    public static RunningProgram Current()
    {
        StartupHookSupport.Require();
        var executable = Environment.ProcessPath ?? throw new CladeException(
            "The system does not tell which file this process runs, so no worker can be started from it. Use the " +
            "in-process host.");
        if (IsSingleFile) return new RunningProgram(ProgramKind.SingleFile, executable, [], executable);

        var entry = EntryAssemblyFile();
        if (Path.GetFileNameWithoutExtension(executable) == "dotnet")
        {
            return new RunningProgram(ProgramKind.Dotnet, executable, HostOptionsOf(CommandLine()), entry);
        }

        if (Path.GetDirectoryName(executable) == Path.GetDirectoryName(entry))
        {
            return new RunningProgram(ProgramKind.Executable, executable, [], entry);
        }

        // The executable of an installed .NET tool is a shim that knows where the assembly is, and would start that one
        // instead of the snapshot's. With a runtime of its own it is a single file that unpacks itself into a cache.
        return DotnetCommand() is { } dotnet
            ? new RunningProgram(ProgramKind.Dotnet, dotnet, [], entry)
            : new RunningProgram(ProgramKind.SingleFile, executable, [], executable);
    }

    /// <summary>Whether a new process of this program finds the assembly by its name.</summary>
    public static bool Knows(Assembly assembly) => IsSingleFile || FileOf(assembly) is not null;

    /// <summary>The file from which the runtime loads the assembly at the host's word; null in a single file.</summary>
    public static string? FileOf(Assembly assembly)
    {
        var name = assembly.GetName().Name;
        return TrustedAssemblies().FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name);
    }

    /// <summary>
    /// The assemblies that the host handed to the runtime at the start; those of the framework included.
    /// </summary>
    public static string[] TrustedAssemblies() => ListOf(TrustedAssembliesName);

    /// <summary>The folders in which the runtime looks for native libraries.</summary>
    public static string[] NativeFolders() => ListOf("NATIVE_DLL_SEARCH_DIRECTORIES");

    /// <summary>
    /// Whether the program's assemblies are inside its executable: then the host lists no file for them.
    /// </summary>
    public static bool IsSingleFile { get; } =
        Assembly.GetEntryAssembly() is { } entry && HasRuntime && FileOf(entry) is null;

    /// <summary>
    /// Whether a host started a .NET runtime, which it hands a list of assemblies. Native AOT has neither.
    /// </summary>
    public static bool HasRuntime => AppContext.GetData(TrustedAssembliesName) is not null;

    /// <summary>Takes what <c>dotnet</c> was told before the assembly out of a command line.</summary>
    internal static ImmutableArray<string> HostOptionsOf(IReadOnlyList<string> commandLine)
    {
        var options = ImmutableArray.CreateBuilder<string>();
        var next = commandLine.Count > 1 && commandLine[1] == "exec" ? 2 : 1;

        // Every option of the host takes one value; the first word that is no option is the assembly.
        for (; next + 1 < commandLine.Count && commandLine[next].StartsWith("--", StringComparison.Ordinal); next += 2)
        {
            options.Add(commandLine[next]);
            options.Add(commandLine[next + 1]);
        }

        return options.ToImmutable();
    }

    private static string EntryAssemblyFile() =>
        Assembly.GetEntryAssembly() is { } entry && FileOf(entry) is { } file ? file : throw new CladeException(
            $"This process ({Environment.ProcessPath}) hosts .NET but was not started as a .NET program, so no " +
            "worker can be started from it. Move the training into a console program, or use the in-process host.");

    // .NET leaves the host's options out of Environment.GetCommandLineArgs. Only Linux tells the whole line cheaply;
    // elsewhere a worker starts without them, which matters only to those who call "dotnet exec" by hand.
    private static string[] CommandLine() => OperatingSystem.IsLinux()
        ? File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0')
        : [];

    // The shared framework lies in <root>/shared/Microsoft.NETCore.App/<version>/.
    private static string? DotnetCommand()
    {
        var command = Path.GetFullPath(Path.Combine(
            RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
            OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(command) ? command : null;
    }

    private static string[] ListOf(string name) =>
        (AppContext.GetData(name) as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
