namespace Clade;

/// <summary>How a <see cref="TrainingProgram"/> and Clade talk to each other.</summary>
public enum ProgramProtocol
{
    /// <summary>
    /// Arguments in, metrics out: an unchanged program. Each line of its output that has the objective's metric is a
    /// report. It can't be told to save in its course, so Population Based Training needs another protocol.
    /// </summary>
    Output,

    /// <summary>
    /// Files in a folder: for shell scripts and languages without sockets. The program reports, is answered, saves when
    /// told to, and confirms the configuration in force. A process for each attempt.
    /// </summary>
    Files,

    /// <summary>
    /// JSON lines over a Unix domain socket, <c>clade.py</c> for Python: as <see cref="Files"/>, in a process that
    /// stays warm between attempts, so that to go on with another trial's weights takes milliseconds.
    /// </summary>
    Channel,
}
