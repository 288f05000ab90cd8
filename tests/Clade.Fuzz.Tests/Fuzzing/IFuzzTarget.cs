namespace Clade.Fuzz.Fuzzing;

/// <summary>Code that takes bytes from outside, and what it promises about them.</summary>
internal interface IFuzzTarget
{
    /// <summary>Inputs of every kind, to begin with.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces of text that mean something to the code.</summary>
    IReadOnlyList<byte[]> Words { get; }

    /// <summary>Feeds an input.</summary>
    /// <returns>What became of it, in a word or two: a new one is as good as a new branch.</returns>
    /// <exception cref="Exception">Anything at all: a promise is broken.</exception>
    string Run(byte[] input);
}
