namespace Clade.Experiments;

/// <summary>Recognises a learning rate by its name, for the warning against greed.</summary>
internal static class LearningRates
{
    private static readonly string[] Names = ["lr", "learningrate", "eta", "stepsize"];

    /// <summary>1 if an exploit raised the learning rate, -1 if it lowered it, 0 if neither or there is none.</summary>
    public static int ChangeIn(ExploitRecord record)
    {
        foreach (var change in record.Changes)
        {
            if (IsLearningRate(change.Name) && change is { Old: { IsNumber: true } old, New: { IsNumber: true } now })
            {
                return Math.Sign(now.ToDouble() - old.ToDouble());
            }
        }

        return 0;
    }

    private static bool IsLearningRate(string name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        var letters = string.Concat(last.Where(char.IsLetter));
        return Names.Contains(letters, StringComparer.OrdinalIgnoreCase);
    }
}
