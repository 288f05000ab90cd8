using System.Text;
using Clade.Storage;
using ScottPlot;
using SkiaSharp;

namespace Clade.Cli.Plots;

/// <summary>Renders a drawing into a PNG or SVG file. The same drawing gives the same bytes.</summary>
internal sealed class PictureFile(PlotTheme theme, string font, int width, int height)
{
    private const int TitleSize = 15;
    private const int SubtitleSize = 12;
    private const int Margin = 12;
    private const int HeadHeight = 50;

    /// <summary>Whether a path's extension names a kind of picture that can be written.</summary>
    public static bool CanWrite(string path) => IsSvg(path)
        || Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="StoreException">The file can't be written.</exception>
    public void Write(Drawing drawing, string path)
    {
        try
        {
            using var file = File.Create(path);
            if (IsSvg(path)) WriteSvg(drawing, file);
            else WritePng(drawing, file);
        }
        catch (Exception e) when (StoreFailure.IsSystemFailure(e))
        {
            throw StoreFailure.FromSystem(path, "write", e);
        }
    }

    private static bool IsSvg(string path) =>
        Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase);

    private void WritePng(Drawing drawing, Stream to)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        Render(drawing, surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        data.SaveTo(to);
    }

    private void WriteSvg(Drawing drawing, Stream to)
    {
        using var svg = new MemoryStream();

        // The canvas writes its end when it is disposed of.
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), svg)) Render(drawing, canvas);
        var text = Encoding.UTF8.GetString(svg.GetBuffer(), 0, (int)svg.Length);
        to.Write(Encoding.UTF8.GetBytes(SvgIds.Renumber(text)));
    }

    private void Render(Drawing drawing, SKCanvas canvas)
    {
        using (var background = new SKPaint { Color = theme.Background.ToSKColor() })
        {
            canvas.DrawRect(0, 0, width, height, background);
        }

        var columns = drawing.Plots.Count == 1 ? 1 : 2;
        var rows = (drawing.Plots.Count + columns - 1) / columns;
        var multiplot = new Multiplot { Layout = new ScottPlot.MultiplotLayouts.Grid(rows, columns) };
        multiplot.Reset(drawing.Plots[0]);
        foreach (var plot in drawing.Plots.Skip(1)) multiplot.AddPlot(plot);

        // Plots clear the canvas and begin at its corner: they are moved down first, and the title is written last.
        canvas.Save();
        canvas.ClipRect(new SKRect(0, HeadHeight, width, height));
        canvas.Translate(0, HeadHeight);
        multiplot.Render(canvas, new PixelRect(left: 0, right: width, bottom: height - HeadHeight, top: 0));
        canvas.Restore();
        Write(canvas, drawing.Title, TitleSize, isBold: true, theme.Text, Margin + TitleSize);
        Write(canvas, drawing.Subtitle, SubtitleSize, isBold: false, theme.Secondary, Margin + TitleSize + 18);
    }

    private void Write(SKCanvas canvas, string text, int size, bool isBold, Color colour, int baseline)
    {
        using var typeface = SKTypeface.FromFamilyName(font, isBold ? SKFontStyle.Bold : SKFontStyle.Normal);
        using var skFont = new SKFont(typeface, size);
        using var paint = new SKPaint { Color = colour.ToSKColor(), IsAntialias = true };
        canvas.DrawText(Fitting(text, skFont), Margin, baseline, skFont, paint);
    }

    private string Fitting(string text, SKFont skFont)
    {
        var room = width - (2 * Margin);
        if (skFont.MeasureText(text) <= room) return text;
        while (text.Length > 1 && skFont.MeasureText(text + "…") > room) text = text[..^1];
        return text + "…";
    }
}
