namespace Clade.Examples.Mnist;

/// <summary>Fetches the files of MNIST from the first mirror that has them.</summary>
internal sealed class MnistDownload
{
    private const int FileBytesMax = 32 << 20;

    public static readonly IReadOnlyList<Uri> PublicMirrors =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
    ];

    public required IReadOnlyList<Uri> Mirrors { get; init; }

    /// <summary>The four files; a test with a small server brings smaller ones.</summary>
    public IReadOnlyList<MnistFile> Files { get; init; } = MnistFile.All;

    /// <summary>Short, because a machine without internet access waits for it once per mirror.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one file, whose largest has 10 MB.</summary>
    public TimeSpan FileTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Fills the folder with the files that it lacks.</summary>
    /// <returns>True if it now holds all of them; if not, the log says what each mirror answered.</returns>
    public async Task<bool> TryFillAsync(string folder, TextWriter log)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
        using var client = new HttpClient(handler)
        {
            Timeout = FileTimeout,
            MaxResponseContentBufferSize = FileBytesMax,
        };
        foreach (var mirror in Mirrors)
        {
            try
            {
                foreach (var file in Files.Where(f => f.FindIn(folder) is null))
                    await FetchAsync(client, mirror, file, folder).ConfigureAwait(false);

                log.WriteLine($"MNIST downloaded from {mirror} into {folder}.");
                return true;
            }
            catch (Exception error) when (IsExpected(error))
            {
                log.WriteLine($"No MNIST from {mirror}: {error.Message}");
            }
        }

        return false;
    }

    private static async Task FetchAsync(HttpClient client, Uri mirror, MnistFile file, string folder)
    {
        var content = await client.GetByteArrayAsync(new Uri(mirror, file.CompressedName)).ConfigureAwait(false);
        file.VerifyCompressed(content);

        // Several processes may fetch the same file at once. Each writes its own, and the rename publishes it whole.
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, $"{file.CompressedName}.{Guid.NewGuid():N}.partial");
        try
        {
            await File.WriteAllBytesAsync(partial, content).ConfigureAwait(false);
            File.Move(partial, Path.Combine(folder, file.CompressedName), overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // No network, a wrong answer, a slow mirror (a cancelled task is how HttpClient says timeout), or no place to
    // write: in each case the next mirror, and in the end the generated digits, are of more use than a stack trace.
    private static bool IsExpected(Exception error) =>
        error is HttpRequestException or InvalidDataException or TaskCanceledException or IOException
            or UnauthorizedAccessException;
}
