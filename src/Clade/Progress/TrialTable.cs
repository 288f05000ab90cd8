using System.Collections.Immutable;
using Clade.Experiments;
using Spectre.Console;
using static Clade.Display.ProgressText;

namespace Clade.Display;

/// <summary>The table of trials, fitted to a number of rows and a width.</summary>
internal static class TrialTable
{
    private const string Gap = "  ";
    private const int StateColumn = 1;
    private const int ScoreHeadMax = 16;

    // Room for the number of hyperparameters that are not shown.
    private static readonly int HiddenMarkWidth = Gap.Length + "+99".Length;

    // A hyperparameter's name is cut before a column is left out, down to where it can still be guessed.
    private static readonly int[] HeadWidths = [24, 12, 8];
    private const int ValueWidthMax = 12;

    private static readonly Style Head = new(decoration: Decoration.Dim);

    /// <summary>A column: what stands above, the cells below, and how they are set.</summary>
    private sealed record Column(string Title, ImmutableArray<string> Texts, bool AlignRight, int WidthMax)
    {
        public int ContentWidth { get; } = Math.Min(WidthMax, Texts.Select(Cells.Width).DefaultIfEmpty(0).Max());

        public int WidthFor(int headWidth) =>
            Math.Max(ContentWidth, Math.Min(headWidth, Cells.Width(TitleFor(headWidth))));

        // Of a nested name the last part tells most.
        public string TitleFor(int width) =>
            Cells.Width(Title) <= width ? Title : Title[(Title.LastIndexOf('.') + 1)..];
    }

    /// <summary>The head and the rows of these trials.</summary>
    public static IEnumerable<ImmutableArray<StyledText>> Build(
        ProgressModel model, ImmutableArray<TrialState> trials, int width, ProgressSymbols symbols)
    {
        var columns = FixedColumns(model.Start.Objective, trials);
        var configs = ConfigColumns(trials);
        var widths = columns.Select(column => column.WidthFor(ScoreHeadMax)).ToList();
        var left = width - widths.Sum(static w => w + Gap.Length);
        var (shown, headWidth) = Choose(configs, left);

        columns.AddRange(shown);
        widths.AddRange(shown.Select(column => column.WidthFor(headWidth)));
        yield return HeadLine(columns, widths, configs.Length - shown.Length, width, symbols);
        for (var row = 0; row < trials.Length; row++)
        {
            var line = new FrameLine(width, symbols.Ellipsis);
            for (var c = 0; c < columns.Count; c++)
            {
                var style = c == StateColumn ? StyleOf(trials[row].Status) : Style.Plain;
                if (c > 0) line.Add(Gap);
                line.Add(Cells.Fit(columns[c].Texts[row], widths[c], columns[c].AlignRight, symbols.Ellipsis), style);
            }

            yield return line.ToLine();
        }
    }

    /// <summary>The trials to show: the best first if all fit; else the running ones, then the best others.</summary>
    public static ImmutableArray<TrialState> Choose(IReadOnlyCollection<TrialState> trials, int rows) =>
        trials.Count <= rows
            ? Best(trials, rows)
            : [.. Best(trials, trials.Count).OrderBy(static trial => trial.Status != TrialStatus.Running).Take(rows)];

    /// <summary>The trials with the best scores, the best first.</summary>
    public static ImmutableArray<TrialState> Best(IReadOnlyCollection<TrialState> trials, int rows) =>
        [.. trials.OrderByDescending(static trial => trial.Score).ThenBy(static trial => trial.Id).Take(rows)];

    /// <summary>What an attempt or a trial is doing, in one word.</summary>
    private static string Word(TrialState trial) => trial.Attempt?.Phase switch
    {
        AttemptPhase.Starting => "starting",
        AttemptPhase.Saving => "saving",
        AttemptPhase.Leaving => "leaving",
        null when trial.PausedByUser => "paused",
        _ => Status(trial.Status),
    };

    private static Style StyleOf(TrialStatus status) => status switch
    {
        TrialStatus.Running => new Style(Color.Green),
        TrialStatus.Failed => new Style(Color.Red),
        TrialStatus.Completed => new Style(Color.Blue),
        _ => new Style(decoration: Decoration.Dim),
    };

    private static List<Column> FixedColumns(Objective objective, ImmutableArray<TrialState> trials) =>
    [
        new("trial", [.. trials.Select(static trial => trial.Id.ToString())], AlignRight: true, 9),
        new("state", [.. trials.Select(Word)], AlignRight: false, "completed".Length),
        new("iter", [.. trials.Select(static trial => Invariant($"{trial.Iteration}"))], AlignRight: true, 12),
        new(
            objective.Metric,
            [.. trials.Select(trial => trial.LastMetrics is null ? "" : Number(Metric(objective, trial.Score)))],
            AlignRight: true, 12),
    ];

    private static ImmutableArray<Column> ConfigColumns(ImmutableArray<TrialState> trials)
    {
        // A conditional hyperparameter is absent where it is turned off: the columns are those of all trials together.
        var names = trials.SelectMany(static trial => trial.Config.Keys).Distinct(StringComparer.Ordinal);
        return [.. names.Select(name => new Column(
            name,
            [.. trials.Select(trial => trial.Config.TryGetValue(name, out var value) ? Cells.Clean(Value(value)) : "")],
            AlignRight: false, ValueWidthMax))];
    }

    // As many columns as fit, in their order, and then the longest names that these leave room for.
    private static (ImmutableArray<Column> Shown, int HeadWidth) Choose(ImmutableArray<Column> columns, int left)
    {
        var shown = Fits(columns, left, HeadWidths[^1]) ? columns : TakeWhatFits(columns, left - HiddenMarkWidth);
        var room = shown.Length == columns.Length ? left : left - HiddenMarkWidth;
        return (shown, HeadWidths.First(headWidth => headWidth == HeadWidths[^1] || Fits(shown, room, headWidth)));
    }

    private static bool Fits(ImmutableArray<Column> columns, int left, int headWidth) =>
        columns.Sum(column => column.WidthFor(headWidth) + Gap.Length) <= left + Gap.Length;

    private static ImmutableArray<Column> TakeWhatFits(ImmutableArray<Column> columns, int left)
    {
        var shown = ImmutableArray.CreateBuilder<Column>();
        foreach (var column in columns)
        {
            var width = column.WidthFor(HeadWidths[^1]);
            if (width > left) continue;

            left -= width + Gap.Length;
            shown.Add(column);
        }

        return shown.ToImmutable();
    }

    private static ImmutableArray<StyledText> HeadLine(
        List<Column> columns, List<int> widths, int hidden, int width, ProgressSymbols symbols)
    {
        var line = new FrameLine(width, symbols.Ellipsis);
        for (var c = 0; c < columns.Count; c++)
        {
            var title = columns[c].TitleFor(widths[c]);
            if (c > 0) line.Add(Gap);
            line.Add(Cells.Fit(title, widths[c], columns[c].AlignRight, symbols.Ellipsis), Head);
        }

        if (hidden > 0) line.Add(Gap).Add(Invariant($"+{hidden}"), Head);
        return line.ToLine();
    }
}
