using Clade.Trials;

namespace Clade.Programs;

/// <summary>A training function that runs a program and turns what it says into reports.</summary>
/// <param name="program">Which program.</param>
/// <param name="privateFolder">Where attempts may make folders; only this user can enter it.</param>
internal abstract class ProgramFunction(ProgramDescription program, string privateFolder) : TrainingFunction
{
    protected ProgramDescription Program { get; } = program;

    protected string PrivateFolder { get; } = privateFolder;

    /// <summary>In a worker process, which has nothing else to do from now on.</summary>
    /// <param name="text">See <see cref="ProgramDescription.ToText"/>.</param>
    /// <param name="privateFolder">Where attempts may make folders; only this user can enter it.</param>
    public static ProgramFunction Parse(string text, string privateFolder)
    {
        ProcessDescendants.Adopt();
        var program = ProgramDescription.Parse(text);
        return program.Protocol switch
        {
            ProgramProtocol.Files => new FilesFunction(program, privateFolder),
            ProgramProtocol.Channel => new ChannelFunction(program, privateFolder),
            _ => new OutputFunction(program, privateFolder),
        };
    }

    /// <summary>What the program can be given for an attempt, to be disposed with it.</summary>
    protected AttemptValues ValuesOf(AttemptOrder order, AttemptReporter reporter) => new(
        order, reporter,
        Path.Combine(PrivateFolder, $"attempt-{Environment.ProcessId}-{order.Trial}-{order.Attempt}"));
}
