using System.Diagnostics;

namespace Clade.Programs;

/// <summary>Makes of a program's description what the system needs to start it.</summary>
internal static class ProgramStart
{
    /// <param name="program">What to start.</param>
    /// <param name="valueOf">The value of a macro.</param>
    /// <param name="variables">What Clade itself tells the program by its environment.</param>
    /// <exception cref="ProgramException">There is no such program.</exception>
    public static ProcessStartInfo Of(
        ProgramDescription program, Func<string, string> valueOf, params ReadOnlySpan<(string, string)> variables)
    {
        var start = new ProcessStartInfo { WorkingDirectory = program.WorkingDirectory };
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = ProgramMacros.Expand(value, valueOf);
        }

        foreach (var (name, value) in variables) start.Environment[name] = value;

        var words = program.Command.Select(word => ProgramMacros.Expand(word, valueOf)).ToList();
        start.FileName = ProgramFile.Find(
            words[0], program.WorkingDirectory, start.Environment.TryGetValue("PATH", out var path) ? path : null)
            ?? throw new ProgramException(ProgramFile.ReasonNotFound(words[0], program.WorkingDirectory));
        foreach (var word in words[1..]) start.ArgumentList.Add(word);
        return start;
    }
}
