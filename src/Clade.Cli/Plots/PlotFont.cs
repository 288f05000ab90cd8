using SkiaSharp;

namespace Clade.Cli.Plots;

/// <summary>The font of the plots: one of this machine's.</summary>
internal static class PlotFont
{
    private static readonly string[] Preferred =
        ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica Neue", "Arial", "Roboto", "Ubuntu"];

    /// <summary>The font to use here.</summary>
    /// <exception cref="CladeException">This machine has none.</exception>
    public static string OfThisMachine() => Choose([.. SKFontManager.Default.FontFamilies.Where(HasLetters)]);

    /// <summary>Whether text in this font shows. Where there is none, one of no name has no letters.</summary>
    internal static bool HasLetters(string family)
    {
        using var typeface = SKTypeface.FromFamilyName(family);
        return family.Length > 0 && typeface is not null && typeface.ContainsGlyphs("Aa0");
    }

    /// <summary>The font to use of those there are.</summary>
    /// <exception cref="CladeException">There are none.</exception>
    internal static string Choose(IReadOnlyList<string> families) =>
        Preferred.FirstOrDefault(families.Contains)
        ?? families.FirstOrDefault(static family => family.Contains("Sans", StringComparison.Ordinal))
        ?? (families.Count > 0 ? families[0] : throw new CladeException(
            "No plot can be drawn, because this machine has no font to write labels with (looked for in " +
            "/usr/share/fonts on Linux). Install one, such as the package fonts-dejavu-core (Debian, Ubuntu) or " +
            "dejavu-sans-fonts (Fedora), or 'clade export' the data and plot it elsewhere."));
}
