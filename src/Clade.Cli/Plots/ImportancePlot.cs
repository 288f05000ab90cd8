using System.Globalization;
using ScottPlot;

namespace Clade.Cli.Plots;

/// <summary>How much of the differences between scores each hyperparameter accounts for, and some pairs.</summary>
internal static class ImportancePlot
{
    private const int PairsShown = 3;
    private const int BarsMax = 16;

    public static Drawing Draw(PlotInput input)
    {
        var scored = ScoredTrials.Of(input);
        var importance = Importance.Fanova(scored.Space, scored.Trials);
        if (importance.NoSharesReason is { } reason)
        {
            return Drawing.Impossible(
                $"The importance of the hyperparameters of experiment '{input.Result.Name}' can't be told: " +
                $"{reason}{scored.WhyFew}");
        }

        var shares = importance.Hyperparameters.Select(static share => (share.Name, share.Estimate, IsPair: false))
            .Take(BarsMax - PairsShown)
            .Concat(importance.Pairs.Take(PairsShown)
                .Select(static pair => (Name: $"{pair.First} × {pair.Second}", pair.Estimate, IsPair: true))).ToList();
        var plot = input.CreatePlot();
        var bars = shares.Select((share, i) => new Bar
        {
            Position = -i,
            Value = share.Estimate.Share,
            Size = 0.7,
            FillColor = share.IsPair ? input.Theme.Muted : PlotTheme.OfTrial(0),
            LineWidth = 0,
            IsVisible = true,
        }).ToArray();
        plot.Add.Bars(bars).Horizontal = true;
        for (var i = 0; i < shares.Count; i++) AddSpread(plot, input, -i, shares[i].Estimate);

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. shares.Select(static (_, i) => (double)-i)], [.. shares.Select(static share => share.Name)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.XLabel("share of the variance of the scores");
        plot.Axes.SetLimits(0, shares.Max(static share => share.Estimate.High) * 1.08, -shares.Count + 0.4, 0.6);
        return Drawing.Of(
            input.TitleOf("importance of the hyperparameters"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Functional ANOVA of {importance.TrialsUsed} trials, R² {importance.Fit:0.00}; grey: pairs beyond ") +
            $"each alone; lines: how far trees differ{scored.Remark}", plot);
    }

    private static void AddSpread(Plot plot, PlotInput input, double row, ShareEstimate estimate)
    {
        var line = plot.Add.ScatterLine(new[] { estimate.Low, estimate.High }, new[] { row, row }, input.Theme.Text);
        line.LineWidth = 1.5f;
    }
}
