using System.Collections.Immutable;
using Clade.Programs;

namespace Clade;

/// <summary>A training program in any language, in place of a training function.</summary>
/// <remarks>
/// It is started without a shell, with nothing to read on its standard input. What it prints goes to the trial's
/// <c>stdout.log</c> and <c>stderr.log</c>. Whatever it starts ends with its attempt.
/// </remarks>
public sealed record TrainingProgram
{
    /// <summary>The program and its arguments, one by one: no shell reads them.</summary>
    /// <value>
    /// The first is a path, relative to <see cref="WorkingDirectory"/>, or a name to be found on <c>PATH</c>. Macros
    /// are replaced wherever they stand: <c>${lr}</c> by the hyperparameter of that name; <c>${config}</c> by the path
    /// of a JSON file with all of them; <c>${seed}</c>, <c>${trial}</c> and <c>${iteration}</c> by numbers;
    /// <c>${checkpoint_in}</c> by the folder to go on from; <c>${checkpoint_out}</c> by one to save into before the
    /// program ends. What a trial does not have (a conditional hyperparameter that is off, a checkpoint on a fresh
    /// start) is an empty text, and an argument of nothing else an empty argument. <c>$${</c> stands for <c>${</c>.
    /// With <see cref="ProgramProtocol.Files"/> there is <c>${exchange}</c>, the folder of the files, and no
    /// <c>${checkpoint_out}</c>; with <see cref="ProgramProtocol.Channel"/>, where one process serves many attempts,
    /// there are no macros.
    /// </value>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>How the program reports.</summary>
    /// <value>Default: <see cref="ProgramProtocol.Output"/>, for unchanged programs.</value>
    public ProgramProtocol Protocol { get; init; } = ProgramProtocol.Output;

    /// <summary>
    /// Regular expressions (of .NET) that find metrics in a line of output; each named group is a metric.
    /// </summary>
    /// <value>
    /// Default: none. Lines that are a JSON object, and <c>name=value</c> within a line, are understood without. Only
    /// for <see cref="ProgramProtocol.Output"/>. A match may take one second.
    /// </value>
    public ImmutableArray<string> MetricPatterns { get; init; } = [];

    /// <summary>The folder in which the program runs.</summary>
    /// <value>Default: that of this process.</value>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables besides those of this process; macros are replaced in their values.</summary>
    /// <value>Default: none. Names that begin with <c>CLADE_</c> are Clade's own.</value>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// How long the program, and whatever it started, may take to end after SIGTERM; then comes SIGKILL.
    /// </summary>
    /// <value>At least zero. Default 10 s. Below <see cref="TuneOptions.LeaveTimeout"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan TerminationGrace
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(TerminationGrace), value, "A grace is at least zero: zero kills at once.");
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a program of <see cref="ProgramProtocol.Channel"/> may take from its start until it connects: to import
    /// libraries, to load data.
    /// </summary>
    /// <value>Above zero. Default 5 minutes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above zero.</exception>
    public TimeSpan ConnectTimeout
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(ConnectTimeout), value, "A connect timeout must be above zero.");
    } = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with this program for such an experiment; every mistake at once.</summary>
    /// <param name="space">What the experiment chooses.</param>
    /// <param name="scheduler">What decides about its trials.</param>
    /// <returns>Sentences for people, each with the value, the reason and the remedy; empty if all is well.</returns>
    /// <remarks>Looks for the program on this machine, and starts nothing.</remarks>
    public ImmutableArray<string> Mistakes(SearchSpace space, Scheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(scheduler);
        return [.. ProgramMistakes.In(this, space, scheduler)];
    }
}
