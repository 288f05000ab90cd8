namespace Clade.Examples.Mnist;

/// <summary>Decides where the digits come from.</summary>
internal sealed class MnistLocator
{
    /// <summary>The environment variable that names a folder of MNIST files, or <see cref="Generated"/>.</summary>
    public const string Variable = "CLADE_MNIST_DIR";

    /// <summary>The value of <see cref="Variable"/> that asks for generated digits.</summary>
    public const string Generated = "generated";

    public required string? VariableValue { get; init; }

    public required string CacheFolder { get; init; }

    public required MnistDownload Download { get; init; }

    /// <summary>The locator for this machine and user.</summary>
    public static MnistLocator FromEnvironment() => new()
    {
        VariableValue = Environment.GetEnvironmentVariable(Variable),
        CacheFolder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "clade", "mnist"),
        Download = new MnistDownload { Mirrors = MnistDownload.PublicMirrors },
    };

    /// <summary>The named folder; else the user's cache, filled from a mirror if need be; else a generator.</summary>
    /// <exception cref="MnistDataException">The variable names a folder without the files.</exception>
    public IDigitSource Locate(TextWriter log)
    {
        if (VariableValue == Generated) return new GeneratedDigits();
        if (!string.IsNullOrEmpty(VariableValue)) return Named(VariableValue);

        var cache = new MnistFolder(CacheFolder);
        var isThere = cache.IsComplete || Download.TryFillAsync(CacheFolder, log).GetAwaiter().GetResult();
        return isThere ? cache : new GeneratedDigits();
    }

    private static MnistFolder Named(string path)
    {
        // Never a silent fall-back: who named a folder wants results on what is in it.
        var missing = MnistFile.All.Where(file => file.FindIn(path) is null).Select(file => file.Name).ToList();
        return missing.Count == 0
            ? new MnistFolder(path)
            : throw new MnistDataException(
                $"{Variable} is '{path}', " + (Directory.Exists(path)
                    ? $"which lacks {string.Join(", ", missing)} (with or without .gz)"
                    : "which is no folder") +
                $". Name a folder that holds the four files of MNIST, write {Variable}={Generated}, or unset it to " +
                "have MNIST downloaded.");
    }
}
