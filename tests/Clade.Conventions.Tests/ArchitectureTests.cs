using System.Reflection;

namespace Clade.Conventions.Tests;

/// <summary>Arrows between the projects point one way.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Core = typeof(SearchSpace).Assembly;
    private static readonly Assembly Library = typeof(Tune).Assembly;
    private static readonly Assembly Testing = typeof(Testing.Simulator).Assembly;

    [Fact]
    public void Core_needs_only_the_base_library_and_mathematics() => Assert.Empty(
        from reference in Core.GetReferencedAssemblies()
        where !reference.Name!.StartsWith("System.", StringComparison.Ordinal) && reference.Name != "MathNet.Numerics"
        select reference.Name);

    [Fact]
    public void Core_does_not_see_files_processes_or_sockets() => Assert.Empty(
        from reference in Core.GetReferencedAssemblies()
        where reference.Name is "System.Net.Sockets" or "System.Diagnostics.Process" or "System.IO.Pipelines"
            or "System.IO.FileSystem" or "System.Console" or "System.Threading.Thread"
        select reference.Name);

    [Fact]
    public void Arrows_point_one_way()
    {
        Assert.DoesNotContain(
            Core.GetReferencedAssemblies(), r => r.Name!.StartsWith("Clade", StringComparison.Ordinal));
        Assert.Contains(Library.GetReferencedAssemblies(), r => r.Name == "Clade.Core");
        Assert.DoesNotContain(Library.GetReferencedAssemblies(), r => r.Name == "Clade.Testing");
        Assert.Contains(Testing.GetReferencedAssemblies(), r => r.Name == "Clade.Core");
    }

    [Fact]
    public void Nothing_needs_the_tool()
    {
        Assert.DoesNotContain(
            new[] { Core, Library, Testing }.SelectMany(static assembly => assembly.GetReferencedAssemblies()),
            static reference => reference.Name == "Clade.Cli");
        var referring = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(static file => File.ReadAllText(file).Contains("Clade.Cli.csproj", StringComparison.Ordinal));
        Assert.Empty(referring);
    }
}
