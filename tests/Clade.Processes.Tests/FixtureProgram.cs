using System.Diagnostics;
using System.Runtime.InteropServices;

[assembly: AssemblyFixture(typeof(Clade.Workers.FixtureProgram))]

namespace Clade.Workers;

/// <summary>The program in the folder Fixture, built once per kind, when the first test asks for it.</summary>
/// <remarks>
/// It refers to the Clade.dll that these tests run, not to the project: a build of the project with other settings
/// would write over it.
/// </remarks>
public sealed class FixtureProgram : IAsyncDisposable
{
    private const string Name = "Clade.Processes.Fixture";

    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;
    private readonly Lazy<Task<string>> _console;
    private readonly Lazy<Task<string>> _singleFile;
    private readonly Lazy<Task<string>> _fileBased;

    public FixtureProgram()
    {
        _console = new Lazy<Task<string>>(BuildConsoleAsync);
        _singleFile = new Lazy<Task<string>>(PublishSingleFileAsync);
        _fileBased = new Lazy<Task<string>>(PrepareFileBasedAsync);
        WriteSources();
    }

    /// <summary>The folder with the program's executable and assemblies.</summary>
    public Task<string> ConsoleFolder => _console.Value;

    /// <summary>The command line for a program of this kind; arguments may follow.</summary>
    public async Task<string[]> CommandAsync(string kind) => kind switch
    {
        "executable" => [Path.Combine(await ConsoleFolder, Name)],
        "dotnet" => ["dotnet", Path.Combine(await ConsoleFolder, Name + ".dll")],
        "dotnet exec" =>
        [
            "dotnet", "exec", "--runtimeconfig", Path.Combine(await ConsoleFolder, Name + ".runtimeconfig.json"),
            "--depsfile", Path.Combine(await ConsoleFolder, Name + ".deps.json"),
            Path.Combine(await ConsoleFolder, Name + ".dll"),
        ],
        "single file" => [await _singleFile.Value],
        "file-based" => ["dotnet", "run", await _fileBased.Value, "--"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void WriteSources()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixture", "Program.cs"));
        Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <AssemblyName>{Name}</AssemblyName>
                <EnableSingleFileAnalyzer>false</EnableSingleFileAnalyzer>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{AppContext.BaseDirectory}Clade.dll;{AppContext.BaseDirectory}Clade.Core.dll" />
              </ItemGroup>
            </Project>
            """);
        Write("console/Program.cs", source);
        Write("console/console.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
            </Project>
            """);

        // No property switches Native AOT off: as a user writes it.
        Write("file/app.cs", source);
    }

    private async Task<string> BuildConsoleAsync()
    {
        var output = Path.Combine(_folder, "console-out");
        await DotnetAsync(
            "build", Path.Combine(_folder, "console"), "-c", "Release", "-o", output, "--disable-build-servers");
        return output;
    }

    private async Task<string> PublishSingleFileAsync()
    {
        // After the other build, whose compilation it takes over.
        await ConsoleFolder;
        var output = Path.Combine(_folder, "single-out");
        await DotnetAsync(
            "publish", Path.Combine(_folder, "console"), "-c", "Release", "-p:PublishSingleFile=true", "-o", output,
            "--disable-build-servers");
        return Path.Combine(output, Name);
    }

    private async Task<string> PrepareFileBasedAsync()
    {
        var file = Path.Combine(_folder, "file", "app.cs");
        await DotnetAsync("build", file, "--disable-build-servers");
        return file;
    }

    private static async Task DotnetAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}:\n{output}{await error}");
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
