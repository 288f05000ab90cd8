namespace Clade;

/// <summary>How a <see cref="TrainingProgram"/> and Clade talk to each other.</summary>
public enum ProgramProtocol
{
    /// <summary>
    /// Arguments in, metrics out: an unchanged program. Each line of its output that has the objective's metric is a
    /// report. It can't be told to save in its course, so Population Based Training needs another protocol.
    /// </summary>
    Output,
}
