using System.Diagnostics;

namespace Clade.Cli.Tests.Commands;

public sealed class CompletionCommandTests : IDisposable
{
    // A shell's own variables, as it sets them when the Tab key is hit at the end of a line.
    private const string Complete =
        """
        clade() { dotnet "$CLADE_DLL" "$@"; }
        eval "$(clade completion bash)"
        COMP_LINE="$1"; COMP_POINT=${#1}
        read -ra COMP_WORDS <<< "$1"
        [[ "$1" == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _clade
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clade sh", "show")]
    [InlineData("clade show sm", "small")]
    [InlineData("clade show small --sch", "--schedule")]
    [InlineData("clade plot small --kind lineage-", "lineage-curves")]
    [InlineData("clade export small --format p", "parquet")]
    public async Task Bash_completes_commands_options_values_and_names(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash here.");
        await SampleExperiment.RunAsync(SampleExperiment.Options(_folder) with { Trials = 1 });
        var start = new ProcessStartInfo("/bin/bash")
        {
            ArgumentList = { "-c", Complete, "bash", line },
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            Environment = { ["CLADE_DLL"] = Path.Combine(AppContext.BaseDirectory, "Clade.Cli.dll") },
        };
        using var bash = Process.Start(start)!;

        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, output.Trim());
    }

    [Theory]
    [InlineData("bash", "complete -o bashdefault")]
    [InlineData("zsh", "compdef _clade clade")]
    [InlineData("fish", "complete -c clade")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Every_shell_has_its_script(string shell, string part)
    {
        using var cli = new Cli(_folder.Path);

        Assert.Equal(0, await cli.RunAsync("completion", shell));

        Assert.Contains(part, cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_shell_is_answered_with_those_there_are()
    {
        using var cli = new Cli(_folder.Path);

        Assert.Equal(2, await cli.RunAsync("completion", "tcsh"));

        Assert.Contains("tcsh", cli.Error, StringComparison.Ordinal);
        Assert.Contains("fish", cli.Error, StringComparison.Ordinal);
    }
}
