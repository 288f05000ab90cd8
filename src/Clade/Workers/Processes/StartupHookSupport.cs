using System.Reflection;
using System.Text;

namespace Clade.Workers;

/// <summary>Whether this program's runtime can run start-up hooks, by which a worker is entered.</summary>
internal static class StartupHookSupport
{
    private const string Switch = "System.StartupHookProvider.IsSupported";

    /// <summary>Whether the program was built to ignore hooks although its runtime has the code for them.</summary>
    /// <remarks>
    /// A file-based program has this switch off when it is merely run: <c>dotnet run app.cs</c> prepares for publishing
    /// with Native AOT unless told otherwise. A snapshot then turns it on in its copy of the runtime configuration.
    /// </remarks>
    public static bool IsSwitchedOff => AppContext.TryGetSwitch(Switch, out var isOn) && !isOn;

    /// <exception cref="CladeException">The code for hooks was compiled or trimmed away.</exception>
    public static void Require()
    {
        var executable = Environment.ProcessPath ?? "This program";
        if (!RunningProgram.HasRuntime)
        {
            throw new CladeException(
                $"{executable} was compiled with Native AOT, which leaves out what a worker needs to enter the " +
                "program (start-up hooks, loading assemblies by name). Publish with PublishAot=false, or use the " +
                "in-process host.");
        }

        // In a single file the switch is out of reach; elsewhere a snapshot turns it on.
        if (!HasHookCode() || (IsSwitchedOff && RunningProgram.IsSingleFile))
        {
            throw new CladeException(
                $"{executable} was built without start-up hooks (trimming takes them out), and a worker enters the " +
                "program through one. Publish with PublishTrimmed=false, or set StartupHookSupport=true in the " +
                "project and keep the assemblies of your training code whole (TrimmerRootAssembly), or use the " +
                "in-process host.");
        }
    }

    /// <summary>Turns hooks on in a copy of the program's runtime configuration.</summary>
    public static void SwitchOn(string runtimeConfigFile)
    {
        var text = File.ReadAllText(runtimeConfigFile);
        File.WriteAllText(
            runtimeConfigFile,
            text.Replace($"\"{Switch}\": false", $"\"{Switch}\": true", StringComparison.Ordinal),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    // The trimmer removes this private method together with the feature; no public member tells.
    private static bool HasHookCode() => typeof(object).Assembly.GetType("System.StartupHookProvider")
        ?.GetMethod("ProcessStartupHooks", BindingFlags.Static | BindingFlags.NonPublic) is not null;
}
