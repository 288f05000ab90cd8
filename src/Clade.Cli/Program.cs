using Clade.Cli;
using Clade.Cli.Commands;

return await CladeCommand.InvokeAsync(args, CliContext.OfThisProcess()).ConfigureAwait(false);
