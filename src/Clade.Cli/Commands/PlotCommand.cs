using System.CommandLine;
using Clade.Cli.Output;
using Clade.Cli.Plots;
using Clade.Storage;
using Spectre.Console;

namespace Clade.Cli.Commands;

/// <summary><c>clade plot</c>: pictures of an experiment.</summary>
internal static class PlotCommand
{
    private const int SizeMin = 300;
    private const int SizeMax = 8_000;

    public static Command Create(CliContext cli)
    {
        var experiment = ExperimentFinder.Argument(cli);
        var kind = new Option<string>("--kind")
        {
            Description = $"What to draw: {string.Join(", ", PlotKinds.Names)}.",
            HelpName = "kind",
            DefaultValueFactory = static _ => PlotKinds.Everything,
        };
        kind.AcceptOnlyFromAmong([.. PlotKinds.Names]);
        var to = new Option<string>("--out")
        {
            Description = "A .png or .svg file; with 'all', a folder that gets one of each kind.",
            HelpName = "path",
            Required = true,
        };
        var width = Size("--width", 800);
        var height = Size("--height", 500);
        var dark = new Option<bool>("--dark") { Description = "Light lines on a dark ground." };
        var svg = new Option<bool>("--svg") { Description = "With 'all': SVG files rather than PNG." };
        var x = new Option<string?>("--x")
        {
            Description = "For a contour: the hyperparameter to the right.",
            HelpName = "name",
        };
        var y = new Option<string?>("--y")
        {
            Description = "For a contour: the hyperparameter upwards.",
            HelpName = "name",
        };
        var command = new Command("plot", "Draws an experiment as PNG or SVG pictures.")
        {
            experiment, kind, to, width, height, dark, svg, x, y,
        };
        command.SetAction(parsed =>
        {
            var request = new Request(
                parsed.GetRequiredValue(kind), cli.FullPath(parsed.GetRequiredValue(to)), parsed.GetValue(svg));
            Check(request, parsed.GetValue(x), parsed.GetValue(y));
            var font = PlotFont.OfThisMachine();
            var theme = parsed.GetValue(dark) ? PlotTheme.Dark : PlotTheme.Light;
            var input = new PlotInput(
                ExperimentFinder.Open(cli, parsed.GetRequiredValue(experiment)), theme, font, parsed.GetValue(x),
                parsed.GetValue(y));
            var picture = new PictureFile(theme, font, parsed.GetValue(width), parsed.GetValue(height));
            return request.Kind == PlotKinds.Everything
                ? DrawAll(cli, input, picture, request)
                : DrawOne(cli, input, picture, request);
        });
        return command;
    }

    private sealed record Request(string Kind, string Path, bool Svg);

    private static Option<int> Size(string name, int value)
    {
        var option = new Option<int>(name)
        {
            Description = $"Pixels, {SizeMin} to {SizeMax}.",
            HelpName = "pixels",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValue(option) is >= SizeMin and <= SizeMax) return;
            result.AddError(
                $"{name} {result.GetValue(option)} can't be drawn: a picture has {SizeMin} to {SizeMax} pixels. " +
                $"{value} is the default.");
        });
        return option;
    }

    private static void Check(Request request, string? x, string? y)
    {
        var isAll = request.Kind == PlotKinds.Everything;
        if (!isAll && !PictureFile.CanWrite(request.Path))
        {
            throw new CladeException(
                $"'{request.Path}' can't be drawn to: its extension says which kind of picture, and only .png and " +
                ".svg are known. Name a file such as 'curves.svg'.");
        }

        if (isAll && Path.HasExtension(request.Path) && PictureFile.CanWrite(request.Path))
        {
            throw new CladeException(
                $"'{request.Path}' is one picture, and '--kind all' draws several into a folder. Name a folder, or " +
                $"one kind: {string.Join(", ", PlotKinds.All.Select(PlotKinds.NameOf))}.");
        }

        if (!isAll && request.Svg)
        {
            throw new CladeException(
                "--svg belongs to '--kind all': of one picture, the file's extension says what it is. Leave it out.");
        }

        if ((x ?? y) is not null && !isAll && request.Kind != PlotKind.Contour.NameOf())
        {
            throw new CladeException(
                $"--x and --y choose the axes of a contour, and '{request.Kind}' has no such axes. Leave them out, " +
                "or ask for '--kind contour'.");
        }
    }

    private static int DrawOne(CliContext cli, PlotInput input, PictureFile picture, Request request)
    {
        var kind = PlotKinds.All.Single(kind => kind.NameOf() == request.Kind);
        var drawing = DrawingOf(kind, input);
        if (drawing.WhyNot is { } why)
        {
            ErrorReport.Write(cli, why);
            return ExitCodes.Failure;
        }

        picture.Write(drawing, request.Path);
        cli.Out.WriteLine(cli.Out.Line().Add(request.Path));
        return ExitCodes.Success;
    }

    private static int DrawAll(CliContext cli, PlotInput input, PictureFile picture, Request request)
    {
        try
        {
            Directory.CreateDirectory(request.Path);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(request.Path, "create", e);
        }

        var drawn = 0;
        foreach (var kind in PlotKinds.All)
        {
            var drawing = DrawingOf(kind, input);
            if (drawing.WhyNot is { } why)
            {
                cli.Error.MarkupLineInterpolated($"left out {kind.NameOf()}: {why}");
                continue;
            }

            var path = Path.Combine(request.Path, kind.NameOf() + (request.Svg ? ".svg" : ".png"));
            picture.Write(drawing, path);
            cli.Out.WriteLine(cli.Out.Line().Add(path));
            drawn++;
        }

        return drawn > 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static Drawing DrawingOf(PlotKind kind, PlotInput input) => kind switch
    {
        PlotKind.Curves => CurvesPlot.Draw(input),
        PlotKind.LineageCurves => LineageCurvesPlot.Draw(input),
        PlotKind.Schedules => SchedulesPlot.Draw(input),
        PlotKind.Lineage => LineagePlot.Draw(input),
        PlotKind.Parallel => ParallelPlot.Draw(input),
        PlotKind.Importance => ImportancePlot.Draw(input),
        _ => ContourPlot.Draw(input),
    };
}
