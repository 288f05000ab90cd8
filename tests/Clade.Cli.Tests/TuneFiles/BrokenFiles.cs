namespace Clade.Cli.Tests.TuneFiles;

/// <summary>What people write by mistake.</summary>
public static class BrokenFiles
{
    public static IEnumerable<TheoryDataRow<BrokenFile>> All =>
        Syntax.Concat(Keys).Concat(Scalars).Concat(Spaces).Concat(Choices).Concat(Rules)
            .Select(static file => new TheoryDataRow<BrokenFile>(file) { TestDisplayName = file.Title });

    private static BrokenFile[] Syntax =>
    [
        new("empty file", "", "1:1", "'clade init' writes one"),
        new("only comments", "# later\n\n", "1:1", "'clade init' writes one"),
        new("a list", "- name: mnist\n", "1:1", "Write 'name: mnist'"),
        new("a word", "hello\n", "1:1", "not a mapping with keys"),
        new("a tab", "name: mnist\nprogram:\n\tcommand: [sh]\n", "3:1", "Replace it by spaces"),
        new("an open bracket", "name: mnist\nspace: {lr: {uniform: [0, 1}\n", "2:28", "Close every '['"),
        new("an open quote", "name: \"mnist\nobjective: {maximize: x}\n", "1:7", "Close the quotes"),
        new("a colon in a text", "name: mnist: again\n", "1:12", "is put into quotes"),
        new("a wrong indent", "name: mnist\n trials: 4\n", "2:8", "indented alike"),
        new("a macro in a list", "name: m\nprogram:\n  command: [sh, ${lr}]\n", "3:18", "\"${lr}\""),
        new("two documents", BrokenFile.GoodText + "---\nname: second\n", "13:1", "into a file of its own"),
        new("a key twice", BrokenFile.GoodText + "trials: 8\n", "13:1", "after line 9"),
        new("a merge key", "base: &base {trials: 4}\n<<: *base\n", "2:1", "Write the keys out"),
        new("an unknown reference", "name: *first\n", "1:7", "Correct the name"),
        new("a tag", "name: !!str mnist\n", "1:7", "a text is written in quotes"),
        new("a list as a key", "? [name]\n: mnist\n", "1:3", "A key must be a single word"),
        new("a control character", "name: m\u0007\n", "1:8", "U+0007"),
        new("deep nesting", "name: " + new string('[', 200) + new string(']', 200) + "\n", "1:67", "more than 60 deep"),
        new("a bomb of references", Bomb, "5:40", "more than 100000 values"),
        new("an @ in front", "name: @mnist\n", "1:7", "Put a text that begins"),
    ];

    private static BrokenFile[] Keys =>
    [
        BrokenFile.Of("an unknown key", "trials: 4", "trails: 4", "9:1", "Did you mean 'trials'?"),
        BrokenFile.Of("a key of C#", "trials: 4", "Trials: 4", "9:1", "Did you mean 'trials'?"),
        BrokenFile.Of("a key from nowhere", "trials: 4", "trials: 4\ncallbacks: 4", "10:1", "There are: name, program"),
        BrokenFile.Of("no name", "name: mnist\n", "", "1:1", "Add name:"),
        BrokenFile.Of("no objective", "objective: {maximize: accuracy}\n", "", "1:1", "'objective' is missing"),
        BrokenFile.Of("no value", "trials: 4", "trials:", "9:8", "Write an integer"),
        BrokenFile.Of("an unknown key of the program", "command: ", "comand: ", "3:3", "Did you mean 'command'?"),
        BrokenFile.Of("a name for a folder", "name: mnist", "name: a/b", "1:7", "letters, digits"),
        BrokenFile.Of("a missing program", "[sh, -c", "[no-such-program, -c", "3:13", "no-such-program"),
        BrokenFile.Of("an unknown macro", "${lr}", "${lrr}", "3:21", "'${lr}' is near"),
        BrokenFile.Of("a shell's line", "command: [sh, -c, \"echo ${lr}\"]", "command: sh -c x", "3:12",
            "write [sh, -c, x]"),
        BrokenFile.Of("a script that is not there", "command: [sh, -c, \"echo ${lr}\"]", "command: [sh, no.sh]", "3:17",
            "Correct the path"),
    ];

    private static BrokenFile[] Scalars =>
    [
        BrokenFile.Of("a text for a number", "trials: 4", "trials: four", "9:9", "'four' is not an integer"),
        BrokenFile.Of("a float for an integer", "trials: 4", "trials: 4.5", "9:9", "'4.5' is not an integer"),
        BrokenFile.Of("an integer with a point", "trials: 4", "trials: 4.0", "9:9", "write 4."),
        BrokenFile.Of("an octal number", "trials: 4", "trials: 010", "9:9", "Write 10."),
        BrokenFile.Of("a hexadecimal number", "trials: 4", "trials: 0x10", "9:9", "only decimal digits"),
        BrokenFile.Of("groups of digits", "trials: 4", "trials: 1_000", "9:9", "Write 1000."),
        BrokenFile.Of("a quoted number", "trials: 4", "trials: \"4\"", "9:9", "Write 4 without them"),
        BrokenFile.Of("a huge integer", "trials: 4", "trials: 99999999999999999999999999999999", "9:9", "2147483647]"),
        BrokenFile.Of("out of range", "trials: 4", "trials: 0", "9:9", "at least 1 trial"),
        BrokenFile.Of("a list for a number", "trials: 4", "trials: [4]", "9:9", "a list is not an integer"),
        BrokenFile.Of("a decimal comma", "max_resource: 81", "max_resource: 80,5", "11:37", "Decimals follow a point"),
        BrokenFile.Of("a percentage", "max_resource: 81", "max_resource: 81%", "11:34", "Write 0.81."),
        BrokenFile.Of("a power", "max_resource: 81", "max_resource: 3^4", "11:34", "written with an e"),
        BrokenFile.Of("an infinite number", "max_resource: 81", "max_resource: 1e999", "11:34", "Write a smaller one"),
        BrokenFile.Of("not a number", "max_resource: 81", "max_resource: .nan", "11:34", "Write a number"),
        BrokenFile.Of("an old boolean", "trials: 4", "trials: 4\nallow_missing_metrics: yes", "10:24",
            "write true or false"),
        BrokenFile.Of("a time without a unit", "at_iteration: 40", "after_time: 30", "12:20", "Write 30s for seconds"),
        BrokenFile.Of("a time with colons", "at_iteration: 40", "after_time: 1:30:00", "12:20", "Write 1h 30m"),
        BrokenFile.Of("a time of no length", "at_iteration: 40", "after_time: 0s", "12:20", "above zero"),
        BrokenFile.Of("a unit of memory", "trials: 4", "trials: 4\nresources: {memory_bytes: 2G}", "10:27", "KiB"),
        BrokenFile.Of("an unknown word", "trials: 4", "trials: 4\nprogress: lively", "10:11", "Did you mean 'live'?"),
    ];

    private static BrokenFile[] Spaces =>
    [
        BrokenFile.Of("a bare number", "{log_uniform: [1e-4, 0.1]}", "0.1", "5:7", "write {constant: 0.1}"),
        BrokenFile.Of("an unknown domain", "log_uniform", "loguniform", "5:8", "Did you mean 'log_uniform' or"),
        BrokenFile.Of("three numbers", "[1e-4, 0.1]", "[1e-4, 0.1, 10]", "5:21", "quantum: 0.1"),
        BrokenFile.Of("a text in a range", "[1e-4, 0.1]", "[1e-4, high]", "5:28", "'high' is not a number"),
        BrokenFile.Of("zero on a log scale", "[1e-4, 0.1]", "[0, 0.1]", "5:21", "Raise low above 0"),
        BrokenFile.Of("a range upside down", "[1e-4, 0.1]", "[0.1, 1e-4]", "5:21", "low"),
        BrokenFile.Of("an empty choice", "{log_uniform: [1e-4, 0.1]}", "{choice: []}", "5:16", "Give at least one"),
        BrokenFile.Of("a choice twice", "[sgd, adam]", "[adam, adam]", "6:23", "Remove one"),
        BrokenFile.Of("a choice of yes", "[sgd, adam]", "[sgd, adam, yes]", "6:35", "or \"yes\" for the text"),
        BrokenFile.Of("a choice of null", "[sgd, adam]", "[sgd, adam, null]", "6:35", "Write \"null\" for the text"),
        BrokenFile.Of("a quantum of a choice", "[sgd, adam]", "[sgd, adam], quantum: 2", "6:45", "Remove it"),
        BrokenFile.Of("two domains", "[sgd, adam]", "[sgd, adam], grid: [1]", "6:14", "Remove all but one"),
        BrokenFile.Of("a condition on nothing", "{optimizer: adam}", "{optimiser: adam}", "7:35", "Correct the name"),
        BrokenFile.Of("a condition that never holds", "{optimizer: adam}", "{optimizer: lion}", "7:35",
            "that can occur"),
        BrokenFile.Of("a dot in a name", "beta:", "a.b:", "7:18", "Use a nested space"),
        BrokenFile.Of("a nested space without its word", "{uniform: [0.8, 1], when: {optimizer: adam}}",
            "{low: {uniform: [0, 1]}}", "7:10", "stand below 'space'"),
    ];

    private static BrokenFile[] Choices =>
    [
        BrokenFile.Of("an unknown sampler", "sampler: tpe", "sampler: tpee", "10:10", "Did you mean 'tpe'?"),
        BrokenFile.Of("a sampler of many", "sampler: tpe", "sampler: optuna", "10:10", "There are: auto, bohb"),
        BrokenFile.Of("a missing option", "{asha: {max_resource: 81}}", "asha", "11:12", "Add max_resource:"),
        BrokenFile.Of("options beside the name", "{max_resource: 81}}", "{max_resource: 81}, grace_period: 3}", "11:39",
            "Options stand under its name"),
        BrokenFile.Of("an unknown option", "max_resource", "max_ressource", "11:20", "Did you mean 'max_resource'?"),
        BrokenFile.Of("an option out of range", "81}}", "81, reduction_factor: 1}}", "11:56", "3 or 4 is usual"),
        BrokenFile.Of("options that do not fit", "81}}", "81, grace_period: 100}}", "11:52", "max_resource"),
        BrokenFile.Of("pbt without saving", "{asha: {max_resource: 81}}", "{pbt: {perturbation_interval: 4}}", "3:3",
            "protocol"),
        BrokenFile.Of("a grid for a model", "{log_uniform: [1e-4, 0.1]}", "{grid: [0.1, 0.2]}", "10:10", "grid"),
    ];

    private static BrokenFile[] Rules =>
    [
        BrokenFile.Of("a number for an objective", "{maximize: accuracy}", "accuracy", "8:12",
            "{maximize: val_accuracy}"),
        BrokenFile.Of("two objectives", "{maximize: accuracy}", "{maximize: a, minimize: b}", "8:12", "weighted_sum"),
        BrokenFile.Of("a misspelt direction", "maximize", "maximise", "8:13", "Did you mean 'maximize'?"),
        BrokenFile.Of("an unknown rule", "at_iteration", "at_iterations", "12:8", "Did you mean 'at_iteration'?"),
        BrokenFile.Of("a rule without its parts", "{at_iteration: 40}", "{on_plateau: 5}", "12:20", "{patience:"),
        BrokenFile.Of("a part out of range", "{at_iteration: 40}", "{on_plateau: {patience: 0}}", "12:31",
            "at least 1"),
        BrokenFile.Of("a metric that is not the objective", "{at_iteration: 40}",
            "{when_metric: {metric: loss, threshold: 1}}", "12:7", "when_metric_at_least"),
        BrokenFile.Of("no end", "trials: 4", "seed: 4", "12:7", "after_time"),
    ];

    private static string Bomb =>
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(0, 6).Select(static i =>
            $"{(char)('b' + i)}: &{(char)('b' + i)} " +
            $"[{string.Join(", ", Enumerable.Repeat($"*{(char)('a' + i)}", 10))}]\n"));
}
