using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Clade.Programs;

/// <summary>Finds what is wrong with a program before anything starts, every mistake at once.</summary>
internal static class ProgramMistakes
{
    // The system takes 128 KiB in one text, and a description must fit one.
    private const int CommandLengthMax = 32 << 10;

    /// <summary>Those that only the experiment's other options show, and all others.</summary>
    public static IEnumerable<string> In(TrainingProgram program, TuneOptions options, SearchSpace space)
    {
        if (options.Workers == WorkerKind.InProcess)
        {
            yield return "Workers is InProcess, but a program in another language is a process of its own: leave " +
                "Workers out.";
        }

        if (program.TerminationGrace >= options.LeaveTimeout)
        {
            var (grace, leave) = (program.TerminationGrace.TotalSeconds, options.LeaveTimeout.TotalSeconds);
            yield return FormattableString.Invariant($"TerminationGrace is {grace:0.#} s, but LeaveTimeout ends a ") +
                FormattableString.Invariant($"trial's worker {leave:0.#} s after it was told to leave, so that the ") +
                "grace would never be over: raise LeaveTimeout, or lower TerminationGrace.";
        }

        foreach (var mistake in In(program, space, options.Scheduler)) yield return mistake;
    }

    public static IEnumerable<string> In(TrainingProgram program, SearchSpace space, Scheduler scheduler) =>
    [
        .. OfSystem(),
        .. OfProtocol(program, scheduler),
        .. OfCommand(program),
        .. OfEnvironment(program),
        .. OfMacros(program, space),
        .. OfPatterns(program),
    ];

    private static IEnumerable<string> OfSystem()
    {
        if (OperatingSystem.IsWindows())
        {
            yield return "Programs in other languages run on Linux and macOS; this is Windows, which has no signals " +
                "to end them in order. Use WSL, or write the training function in .NET.";
        }
    }

    private static IEnumerable<string> OfProtocol(TrainingProgram program, Scheduler scheduler)
    {
        if (!Enum.IsDefined(program.Protocol))
        {
            yield return $"Protocol is {(int)program.Protocol}, which is none: use one of " +
                $"{string.Join(", ", Enum.GetNames<ProgramProtocol>())}.";
        }

        if (program.Protocol == ProgramProtocol.Output
            && scheduler is PopulationBasedTraining or PopulationBasedTrainingReplay)
        {
            yield return "Population Based Training tells a trial when to save and hands its checkpoint to another " +
                "one, but Protocol is Output, by which a program can't be told anything in its course. Let the " +
                "program take part by Files or Channel (see docs/programs.md), or choose another scheduler.";
        }
    }

    private static IEnumerable<string> OfCommand(TrainingProgram program)
    {
        if (program.Command.IsDefaultOrEmpty || string.IsNullOrWhiteSpace(program.Command[0]))
        {
            yield return "Command is empty: name a program and its arguments, such as [\"python3\", \"train.py\", " +
                "\"--lr\", \"${lr}\"].";
            yield break;
        }

        if (program.Command.Sum(static word => word.Length) is var length and > CommandLengthMax)
        {
            yield return $"Command has {length} characters, and at most {CommandLengthMax} can be handed to a " +
                "program: put large values into a file, and its name into Command.";
        }

        if (program.Command.Any(static word => word.Contains('\0', StringComparison.Ordinal)))
        {
            yield return "An argument of Command has a NUL character, which no program can be given: leave it out.";
        }

        var folder = FolderOf(program);
        if (!Directory.Exists(folder))
        {
            yield return $"WorkingDirectory '{folder}' does not exist: create it, or correct the path.";
            yield break;
        }

        // One that depends on a hyperparameter is looked for when its value is known.
        if (ProgramMacros.NamesIn(program.Command[0]).Any()) yield break;

        if (ProgramFile.Find(program.Command[0], folder, SearchPathOf(program)) is null)
        {
            yield return ProgramFile.ReasonNotFound(program.Command[0], folder);
        }
        else if (ProgramFile.MissingScript(program.Command, folder) is { } script)
        {
            yield return $"The script '{script}' does not exist in {folder}, so {program.Command[0]} would have " +
                "nothing to run. Correct the path; a relative one begins at WorkingDirectory.";
        }
    }

    public static string FolderOf(TrainingProgram program) => Path.GetFullPath(program.WorkingDirectory ?? ".");

    private static string? SearchPathOf(TrainingProgram program) =>
        program.Environment.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH");

    private static IEnumerable<string> OfEnvironment(TrainingProgram program)
    {
        foreach (var name in program.Environment.Keys)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0)
            {
                yield return $"Environment has the name '{name}', which no variable can have: a name is not empty " +
                    "and has no '='.";
            }
            else if (name.StartsWith("CLADE_", StringComparison.Ordinal))
            {
                yield return $"Environment sets '{name}', but names that begin with CLADE_ are how Clade speaks to " +
                    "programs and finds them again: choose another name.";
            }
        }
    }

    private static IEnumerable<string> OfMacros(TrainingProgram program, SearchSpace space)
    {
        var texts = TextsOf(program).ToList();
        foreach (var (place, text) in texts.Where(static t => ProgramMacros.HasUnclosed(t.Text)))
        {
            yield return $"{place} has a '${{' without a '}}': '{text}'. Close it, or write '$${{' for the two " +
                "characters themselves.";
        }

        var known = ProgramMacros.OfClade(program.Protocol);
        var names = texts.SelectMany(static t => ProgramMacros.NamesIn(t.Text).Select(name => (t.Place, Name: name)))
            .Distinct().ToList();
        foreach (var (place, name) in names)
        {
            if (program.Protocol == ProgramProtocol.Channel) yield return OfChannel(place, name);
            else if (OfMacro(place, name, known, space) is { } mistake) yield return mistake;
        }

        var used = names.Select(static n => n.Name).ToHashSet(StringComparer.Ordinal);
        if (program.Protocol == ProgramProtocol.Output
            && used.Contains(ProgramMacros.CheckpointIn) && !used.Contains(ProgramMacros.CheckpointOut))
        {
            yield return "Command uses '${checkpoint_in}' and never '${checkpoint_out}', so there would never be a " +
                "checkpoint to go on from: let the program save into '${checkpoint_out}' before it ends.";
        }
    }

    private static string OfChannel(string place, string name) =>
        $"{place} uses '${{{name}}}', but with Protocol Channel one process serves many attempts, each with its own " +
        "configuration: let the program read what it is told with each attempt (trial.config in Python).";

    private static string? OfMacro(string place, string name, ImmutableArray<string> known, SearchSpace space)
    {
        if (space.Names.Contains(name))
        {
            return known.Contains(name)
                ? $"{place} uses '${{{name}}}', which is both a hyperparameter and a macro of Clade's: give the " +
                  "hyperparameter another name."
                : null;
        }

        if (known.Contains(name)) return null;

        string[] all = [.. space.Names, .. known];
        var meant = Spelling.Near(name, all) is [var near, ..] ? $" '${{{near}}}' is near: was it meant?" : "";
        return $"{place} uses '${{{name}}}', which is neither a hyperparameter nor a macro of Clade's.{meant} There " +
            $"are {string.Join(", ", all)}; '$${{' stands for '${{' itself.";
    }

    private static IEnumerable<(string Place, string Text)> TextsOf(TrainingProgram program)
    {
        if (!program.Command.IsDefault)
        {
            foreach (var word in program.Command) yield return ("Command", word);
        }

        foreach (var (name, value) in program.Environment) yield return ($"Environment's {name}", value);
    }

    private static IEnumerable<string> OfPatterns(TrainingProgram program)
    {
        if (program.MetricPatterns.IsDefaultOrEmpty) yield break;

        if (program.Protocol != ProgramProtocol.Output)
        {
            yield return $"MetricPatterns is set, but with Protocol {program.Protocol} a program says what it " +
                "reports, and its output is not looked at: leave MetricPatterns out, or Protocol.";
        }

        foreach (var pattern in program.MetricPatterns)
        {
            if (OfPattern(pattern) is { } mistake) yield return mistake;
        }
    }

    private static string? OfPattern(string pattern)
    {
        try
        {
            return OutputMetrics.MetricsOf(OutputMetrics.Compile(pattern)).Any() ? null :
                $"The metric pattern '{pattern}' has no named group, so it names no metric: write the number as " +
                "(?<val_accuracy>[0-9.]+), say.";
        }
        catch (RegexParseException e)
        {
            return $"The metric pattern '{pattern}' is no regular expression: {e.Message} Correct it; text that is " +
                "meant as it stands needs a backslash before each of . ( ) [ ] { } + * ? ^ $ | \\.";
        }
    }
}
