using Clade.Simulation.Tests.Swarm;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Clade.Simulation.Tests;

/// <summary>The tests' entry point, which also runs simulations by the thousand.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        if (args is ["simulate", .. var options]) return Task.FromResult(SimulateCommand.Run(options));

        // From here on it is what xunit would have generated.
        return args.Any(static arg => arg is "--server" or "--internal-msbuild-node")
            ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : ConsoleRunner.Run(args);
    }
}
