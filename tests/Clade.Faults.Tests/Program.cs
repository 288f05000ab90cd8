using Xunit.MicrosoftTestingPlatform;

namespace Clade.Faults;

/// <summary>The tests; or, where the first argument is <c>matrix</c>, many runs of each and a table.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args is ["matrix", .. var rest]
        ? await MatrixCommand.RunAsync(rest)
        : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
