using Clade.Fuzz.Fuzzing;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Clade.Fuzz;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["fuzz", .. var options]) return FuzzCommand.Run(options);

        return args.Any(static arg => arg is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
