namespace Clade.Cli.Tests.TuneFiles;

/// <summary>A file that is wrong in one way.</summary>
/// <param name="Title">How it is wrong.</param>
/// <param name="Text">The file.</param>
/// <param name="Place">Line and column of the mistake.</param>
/// <param name="Remedy">What the message says to do about it.</param>
public sealed record BrokenFile(string Title, string Text, string Place, string Remedy)
{
    private const string Good = """
        name: mnist
        program:
          command: [sh, -c, "echo ${lr}"]
        space:
          lr: {log_uniform: [1e-4, 0.1]}
          optimizer: {choice: [sgd, adam]}
          beta: {uniform: [0.8, 1], when: {optimizer: adam}}
        objective: {maximize: accuracy}
        trials: 4
        sampler: tpe
        scheduler: {asha: {max_resource: 81}}
        stop: {at_iteration: 40}

        """;

    /// <summary>A file in which all is well.</summary>
    public static string GoodText { get; } = Good.ReplaceLineEndings("\n");

    public override string ToString() => Title;

    /// <summary>The good file with one part replaced.</summary>
    public static BrokenFile Of(string title, string part, string by, string place, string remedy)
    {
        Assert.Equal(2, GoodText.Split(part).Length);
        return new BrokenFile(title, GoodText.Replace(part, by, StringComparison.Ordinal), place, remedy);
    }
}
