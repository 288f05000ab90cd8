using System.CommandLine;

namespace Clade.Cli.Commands;

/// <summary><c>clade completion</c>: the script that makes a shell complete clade's commands.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] =
            """
            # Completion of clade for bash. In ~/.bashrc: eval "$(clade completion bash)"
            _clade() {
                local word="${COMP_WORDS[COMP_CWORD]}" suggestions
                suggestions="$(clade "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "${suggestions}" -- "${word}"))
            }
            complete -o bashdefault -o default -F _clade clade
            """,
        ["zsh"] =
            """
            # Completion of clade for zsh. In ~/.zshrc, after compinit: eval "$(clade completion zsh)"
            _clade() {
                local line="${(j: :)words[1,CURRENT]}"
                local -a suggestions
                suggestions=("${(@f)$(clade "[suggest:${#line}]" "${line}" 2>/dev/null)}")
                suggestions=("${(@)suggestions:#}")
                if (( ${#suggestions} )); then
                    compadd -- "${suggestions[@]}"
                fi
                _files
            }
            compdef _clade clade
            """,
        ["fish"] =
            """
            # Completion of clade for fish. clade completion fish > ~/.config/fish/completions/clade.fish
            function __clade_complete
                set -l line (commandline -cp | string collect)
                clade "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c clade -a '(__clade_complete)'
            """,
        ["pwsh"] =
            """
            # Completion of clade for PowerShell. In $PROFILE: clade completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName clade -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $line = $commandAst.ToString().PadRight($cursorPosition)
                clade "[suggest:$cursorPosition]" $line 2>$null |
                    Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object {
                        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                    }
            }
            """,
    };

    public static Command Create(CliContext cli)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh.", HelpName = "shell" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command(
            "completion", "Prints the script that makes a shell complete commands, options and experiments' names.")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            // Past the console, which would break lines where a terminal ends.
            cli.Out.Profile.Out.Writer.WriteLine(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCodes.Success;
        });
        return command;
    }
}
