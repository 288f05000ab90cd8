namespace Clade.Programs;

/// <summary>What carries the talk with a program about one attempt: files, or a socket.</summary>
internal interface IProgramDialogue
{
    /// <summary>Waits for what the program says next.</summary>
    /// <exception cref="ProgramException">It has ended and not well, or what it said can't be understood.</exception>
    ProgramSaid Next();

    /// <summary>Tells the program what its report led to.</summary>
    void Answer(AnswerOrder answer);

    /// <summary>Waits for a program that was told to leave.</summary>
    /// <returns>Whether it said so in time.</returns>
    bool AwaitLeaving();
}
