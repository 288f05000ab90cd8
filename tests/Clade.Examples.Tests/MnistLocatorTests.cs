using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using Clade.Examples.Mnist;

namespace Clade.Examples.Tests;

public sealed class MnistLocatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-mnist-").FullName;
    private readonly StringWriter _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_mirror_with_good_files_fills_the_cache()
    {
        using var mirror = new MirrorServer(GoodFiles);

        var source = Locator(mirror.Address).Locate(_log);

        Assert.Equal(new MnistFolder(_folder), source);
        AssertCached();
        Assert.Contains(mirror.Address.ToString(), _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_the_cache_lacks_is_fetched()
    {
        using var mirror = new MirrorServer(GoodFiles);
        File.WriteAllBytes(Path.Combine(_folder, "a.gz"), GoodFiles["a.gz"]);

        Locator(mirror.Address).Locate(_log);

        Assert.Equal(1, mirror.Requests);
        AssertCached();
    }

    [Fact]
    public void Wrong_content_sends_to_the_second_mirror()
    {
        using var bad = new MirrorServer(new() { ["a.gz"] = GoodFiles["a.gz"], ["b.gz"] = Compress([1, 2, 3, 9]) });
        using var good = new MirrorServer(GoodFiles);

        var source = Locator(bad.Address, good.Address).Locate(_log);

        Assert.Equal(new MnistFolder(_folder), source);
        Assert.Equal((2, 1), (bad.Requests, good.Requests));
        Assert.Contains("SHA-256", _log.ToString(), StringComparison.Ordinal);
        AssertCached();
    }

    [Fact]
    public void A_mirror_that_never_answers_is_given_up_after_the_timeout()
    {
        using var silent = new MirrorServer(GoodFiles, answers: false);
        using var good = new MirrorServer(GoodFiles);

        var clock = Stopwatch.StartNew();

        var source = Locator(TimeSpan.FromSeconds(2), silent.Address, good.Address).Locate(_log);

        Assert.Equal(new MnistFolder(_folder), source);
        Assert.Equal(1, silent.Requests);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void No_mirror_leaves_generated_digits_and_says_why()
    {
        using var empty = new MirrorServer([]);
        var closed = new MirrorServer([]);
        closed.Dispose();

        var source = Locator(empty.Address, closed.Address).Locate(_log);

        Assert.IsType<GeneratedDigits>(source);
        Assert.Contains("404", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains(closed.Address.ToString(), _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("GENERATED DIGITS, NOT MNIST", source.Description, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_full_cache_is_used_without_asking_anyone()
    {
        using var mirror = new MirrorServer(GoodFiles);
        foreach (var file in MnistFile.All) File.WriteAllBytes(Path.Combine(_folder, file.CompressedName), []);

        var source = Locator(mirror.Address).Locate(_log);

        Assert.Equal(new MnistFolder(_folder), source);
        Assert.Equal(0, mirror.Requests);
    }

    [Fact]
    public void A_named_folder_without_a_file_is_an_error_that_names_both()
    {
        foreach (var file in MnistFile.All.Skip(1)) File.WriteAllBytes(Path.Combine(_folder, file.Name), []);

        var error = Assert.Throws<MnistDataException>(() => Named(_folder).Locate(_log));

        Assert.Contains($"'{_folder}', which lacks train-images-idx3-ubyte (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_folder_that_is_not_there_is_an_error()
    {
        var error = Assert.Throws<MnistDataException>(() => Named(_folder + "-no").Locate(_log));

        Assert.Contains("which is no folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_digits_can_be_asked_for_by_name() =>
        Assert.IsType<GeneratedDigits>(Named(MnistLocator.Generated).Locate(_log));

    [Fact]
    public void A_file_of_the_right_length_and_wrong_content_is_refused_with_its_hash()
    {
        File.WriteAllBytes(Path.Combine(_folder, MnistFile.TestLabels.Name), new byte[MnistFile.TestLabels.Length]);

        var error = Assert.Throws<MnistDataException>(() => MnistFile.TestLabels.ReadFrom(_folder));

        Assert.Contains(MnistFile.TestLabels.Sha256, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(-1, "10007 bytes instead of 10008"), InlineData(1, "more bytes than 10008")]
    public void A_file_of_another_length_is_refused(int more, string part)
    {
        var path = Path.Combine(_folder, MnistFile.TestLabels.CompressedName);
        File.WriteAllBytes(path, Compress(new byte[MnistFile.TestLabels.Length + more]));

        var error = Assert.Throws<MnistDataException>(() => MnistFile.TestLabels.ReadFrom(_folder));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_real_files_are_read_where_they_are_named()
    {
        var folder = Environment.GetEnvironmentVariable(MnistLocator.Variable);
        var isNamed = !string.IsNullOrEmpty(folder) && folder != MnistLocator.Generated;
        var isRequired = Environment.GetEnvironmentVariable("CLADE_REQUIRE")?.Contains("mnist") == true;
        Assert.SkipUnless(isNamed || isRequired, $"{MnistLocator.Variable} names no folder.");

        var source = Named(folder).Locate(_log);
        var (training, test) = (source.ReadTraining(), source.ReadTest());

        Assert.Equal((60_000, 10_000), (training.Count, test.Count));
        Assert.Equal((5, 7), (training.Label(0), test.Label(0)));
    }

    private static Dictionary<string, byte[]> GoodFiles { get; } = new()
    {
        ["a.gz"] = Compress([1, 2, 3]),
        ["b.gz"] = Compress([1, 2, 3, 4]),
    };

    private static MnistFile[] SmallFiles { get; } =
    [
        new("a", 3, Convert.ToHexStringLower(SHA256.HashData([1, 2, 3]))),
        new("b", 4, Convert.ToHexStringLower(SHA256.HashData([1, 2, 3, 4]))),
    ];

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(content);
        return compressed.ToArray();
    }

    private MnistLocator Locator(params Uri[] mirrors) => Locator(TimeSpan.FromMinutes(1), mirrors);

    private MnistLocator Locator(TimeSpan fileTimeout, params Uri[] mirrors) => new()
    {
        VariableValue = null,
        CacheFolder = _folder,
        Download = new MnistDownload
        {
            Mirrors = mirrors,
            Files = SmallFiles,
            FileTimeout = fileTimeout,
        },
    };

    private MnistLocator Named(string? value) => new()
    {
        VariableValue = value,
        CacheFolder = _folder,
        Download = new MnistDownload { Mirrors = [] },
    };

    private void AssertCached()
    {
        Assert.Equal(["a.gz", "b.gz"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.All(SmallFiles, file => Assert.Equal(file.Length, file.ReadFrom(_folder).Length));
    }
}
