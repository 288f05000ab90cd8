using System.Text;

namespace Clade.Cli.TuneFiles;

/// <summary>The reference of <c>tune.yaml</c> for people, made of the same descriptions that read it.</summary>
internal static class TuneFileReference
{
    private const string Introduction = """
        # tune.yaml

        What `clade run` reads. This page is made by `clade schema --markdown` of the descriptions that read the file;
        `clade schema` prints the same as a JSON Schema for editors, and `clade init` sets that up.

        ```yaml
        name: mnist
        program:
          command: [python3, train.py, --lr, "${lr}", --momentum, "${momentum}"]
        space:
          lr: {log_uniform: [1e-4, 0.1]}
          momentum: {uniform: [0.1, 0.9]}
        objective: {maximize: val_accuracy}
        trials: 20
        scheduler: {asha: {max_resource: 81}}
        stop: {after_time: 2h}
        ```

        - Relative paths start at the file's own folder, and the program runs there.
        - Numbers are decimal (`1e-4`, `0.1`, `10`), booleans `true` and `false`, times have a unit (`90s`, `1h 30m`,
          `2d`), and amounts of memory may have one (`2GiB`).
        - A sampler, scheduler and the like is its name, `asha`, or its name with options,
          `{asha: {max_resource: 81}}`.
        - What is wrong is refused before anything starts, every mistake at once, with line and column.
        - `--set scheduler.asha.max_resource=27` sets a value on the command line, typed and checked like the file.
        - References (`&name`, `*name`) are followed; tags (`!!str`) and merge keys (`<<`) are refused.


        """;

    public static string Text()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        Section(text, "Keys", "", TuneFileKeys.Shape.Keys);
        Section(text, "program", "", KeysOf("program"));
        Section(
            text, "space", "Hyperparameters by name, each with one of these, and `quantum`, `structural` and `when` " +
            "beside it: `{randint: [32, 512], structural: true}`. Upper bounds are excluded, and included where " +
            "there is a quantum. In lists, numbers and booleans are what they look like; quotes make them texts.",
            DomainShape.Keys);
        Section(text, "objective", "One of these.", ObjectiveShape.Keys);
        Section(
            text, "stop", "One rule, or several of which the first that holds counts: `{at_iteration: 40, " +
            "after_time: 2h}`. `{all: […]}` and `{any: […]}` combine lists of rules. `never`, the default, lets " +
            "every trial run until the program ends.", StopShape.Rules);
        foreach (var kind in Kinds.All) KindSections(text, kind);
        foreach (var record in InnerRecords())
        {
            Section(text, record.Title, XmlDocs.Of(record.Type).Summary, record.Keys);
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static IReadOnlyList<Key> KeysOf(string key) =>
        ((RecordShape)TuneFileKeys.Shape.Keys.Single(item => item.Name == key).Shape).Keys;

    private static void KindSections(StringBuilder text, KindShape shape)
    {
        var common = shape.Kinds.SelectMany(static kind => kind.Options?.Keys ?? []).Where(key => IsOfAll(key, shape))
            .DistinctBy(static key => key.Name).ToList();
        Section(text, shape.What, common.Count == 0 ? "" : $"Each {shape.What} has these options.", common);
        foreach (var kind in shape.Kinds)
        {
            var brief = kind.Abbreviation is { } name ? $" (for short `{name}`)" : "";
            text.Append($"### {kind.Name}\n\n{Wrap($"{kind.Summary}{brief}")}\n\n");
            Table(text, [.. (kind.Options?.Keys ?? []).Where(key => !IsOfAll(key, shape))]);
        }
    }

    private static bool IsOfAll(Key key, KindShape shape) =>
        Kinds.ShapeOf(key.Property!.DeclaringType!) == shape;

    /// <summary>Records within the options of others: what restarts a population, say.</summary>
    private static List<RecordShape> InnerRecords()
    {
        var found = new Dictionary<Type, RecordShape>();
        var waiting = new Queue<Shape>(TuneFileKeys.Shape.Keys.Select(static key => key.Shape)
            .Concat(Kinds.All.SelectMany(static shape => shape.Kinds)
                .SelectMany(static kind => kind.Options?.Keys ?? []).Select(static key => key.Shape)));
        while (waiting.TryDequeue(out var shape))
        {
            if (shape.Inner is { } inner) waiting.Enqueue(inner);
            if (shape is not RecordShape record || record.Type == typeof(TrainingProgram)) continue;
            if (found.TryAdd(record.Type, record)) record.Keys.ToList().ForEach(key => waiting.Enqueue(key.Shape));
        }

        return [.. found.Values];
    }

    private static void Section(StringBuilder text, string title, string introduction, IReadOnlyList<Key> keys)
    {
        text.Append($"## {title}\n\n");
        if (introduction.Length > 0) text.Append(Wrap(introduction)).Append("\n\n");
        Table(text, keys);
    }

    private static void Table(StringBuilder text, IReadOnlyList<Key> keys)
    {
        if (keys.Count == 0) return;

        text.Append("| key | value | default | |\n|---|---|---|---|\n");
        foreach (var key in keys)
        {
            var usual = key.IsRequired ? "needed" : key.Default is { Length: > 0 } given ? $"`{given}`" : "";
            text.Append($"| `{key.Name}` | {Cell(key.Shape.Link)} | {Cell(usual)} | {Cell(key.Description)} |\n");
        }

        text.Append('\n');
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Wrap(string text)
    {
        const int Width = 120;
        var lines = new StringBuilder();
        var length = 0;
        foreach (var word in text.Split(' '))
        {
            if (length > 0 && length + 1 + word.Length > Width)
            {
                lines.Append('\n');
                length = 0;
            }

            if (length > 0) lines.Append(' ');
            lines.Append(word);
            length += word.Length + 1;
        }

        return lines.ToString();
    }
}
