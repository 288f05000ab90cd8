using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using Clade.Cli.Commands;

namespace Clade.Cli.Tests;

/// <summary>docs/cli-commands.md is what <c>--help</c> prints.</summary>
public sealed class CommandReferenceTests
{
    private const string Update = "CLADE_UPDATE_DOCS";

    [Fact]
    public async Task The_reference_is_what_help_prints()
    {
        var written = await ReferenceAsync();
        var path = Path.Combine(Root(), "docs", "cli-commands.md");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            await File.WriteAllTextAsync(path, written, TestContext.Current.CancellationToken);
        }

        Assert.True(
            File.Exists(path) && await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) == written,
            $"docs/cli-commands.md differs from what --help prints. Run this test once with {Update}=1, which " +
            "rewrites it, and commit the change.");
        Assert.Contains("## clade show", written, StringComparison.Ordinal);
    }

    private static async Task<string> ReferenceAsync()
    {
        using var cli = new Cli(Path.GetTempPath());
        var text = new StringBuilder(
            "# Commands\n\nWhat `clade --help` and the help of each command print. [cli.md](cli.md) says what they " +
            "have in common.\n");
        await AddAsync(text, "clade", [], CladeCommand.Create(cli.Context));
        return text.ToString();
    }

    private static async Task AddAsync(StringBuilder text, string name, string[] path, Command command)
    {
        using var cli = new Cli(Path.GetTempPath());
        Assert.Equal(0, await cli.RunAsync([.. path, "--help"]));
        var help = string.Join('\n', cli.Out.TrimEnd().Split('\n').Select(static line => line.TrimEnd()));
        text.Append("\n## ").Append(name).Append("\n\n```\n").Append(help).Append("\n```\n");
        foreach (var sub in command.Subcommands.Where(static sub => !sub.Hidden))
        {
            await AddAsync(text, $"{name} {sub.Name}", [.. path, sub.Name], sub);
        }
    }

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
