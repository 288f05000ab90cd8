namespace Clade.Cli.TuneFiles;

/// <summary>The keys of a <c>tune.yaml</c>: those of <see cref="TuneOptions"/>, and the program.</summary>
internal static class TuneFileKeys
{
    private const string Program = "program";

    // What everybody writes, in the order in which one thinks of it; the rest follows.
    private static readonly string[] First =
        ["name", Program, "space", "objective", "trials", "sampler", "scheduler", "stop", "resources"];

    private static readonly string[] Required = ["name", Program, "space", "objective"];

    public static RecordShape Shape { get; } = new(
        typeof(TuneOptions), All,
        static (reading, options) => reading.Options = (TuneOptions)options);

    private static IReadOnlyList<Key> ProgramKeys() =>
    [
        .. RecordShape.KeysOf(typeof(TrainingProgram)).Select(static key =>
            key.Property!.Name == nameof(TrainingProgram.WorkingDirectory)
                ? key with { Value = "Default: the folder of this file." }
                : key),
    ];

    private static IReadOnlyList<Key> All()
    {
        var program = new Key(Program, new RecordShape(typeof(TrainingProgram), ProgramKeys))
        {
            Summary = "The training program, in any language: its command, and how it reports.",
            Keep = static (reading, value) => reading.Program = (TrainingProgram)value,
        };
        var keys = RecordShape.KeysOf(typeof(TuneOptions)).Append(program).Select(static key => key with
        {
            IsRequired = Required.Contains(key.Name),
            Value = key.Name == "space" ? "" : key.Value,
        });
        return
        [
            .. keys.OrderBy(static key => Array.IndexOf(First, key.Name) is >= 0 and var place ? place : First.Length),
        ];
    }
}
