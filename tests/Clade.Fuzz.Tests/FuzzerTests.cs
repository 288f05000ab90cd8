using System.Runtime.CompilerServices;
using System.Text;
using Clade.Fuzz.Fuzzing;

namespace Clade.Fuzz;

/// <summary>A fuzzer that misses what was planted for it proves nothing.</summary>
public sealed class FuzzerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    [Fact]
    public void A_planted_bug_is_found_made_small_and_saved()
    {
        using var coverage = new Coverage();
        var fuzzer = new Fuzzer(new Planted(), coverage, seed: 1, TextWriter.Null);

        fuzzer.Run(TimeSpan.FromSeconds(2), _folder);

        Assert.Equal(1, fuzzer.FindingCount);
        var saved = Directory.GetFiles(_folder, "finding-*").Single(static file => !Path.HasExtension(file));
        Assert.Equal("{\"bytes\":-1", File.ReadAllText(saved));
        Assert.Contains("planted", File.ReadAllText($"{saved}.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_and_time_are_promises_too()
    {
        Assert.Equal("memory", new Promises(new Costly(static () => _ = new byte[8 << 20])).Check([])?.Kind);
        Assert.Equal("time", new Promises(new Costly(static () =>
            SpinWait.SpinUntil(static () => false, Promises.TimeMax * 1.1))).Check([])?.Kind);
        Assert.Null(new Promises(new Costly(static () => { })).Check([]));
    }

    [Theory, InlineData("channel"), InlineData("store")]
    public void The_instrumented_copy_counts_branches_that_the_plain_one_does_not(string name)
    {
        using var coverage = new Coverage();
        using var instrumented = InstrumentedTarget.Load(name);
        var seed = instrumented.Seeds[0];

        coverage.Clear();
        var plain = FuzzTargets.Find(name).Run(seed);
        Assert.Empty(coverage.BranchesNow());

        Assert.Equal(plain, instrumented.Run(seed));
        Assert.True(coverage.BranchesNow().Count > 20);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Planted : IFuzzTarget
    {
        public IReadOnlyList<byte[]> Seeds { get; } = ["{\"trial\":3,\"bytes\":12}"u8.ToArray()];

        public IReadOnlyList<byte[]> Words { get; } = ["x"u8.ToArray()];

        // Inlined after some thousand calls, it would throw in another place, which is another finding.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public string Run(byte[] input) =>
            Encoding.UTF8.GetString(input) is ['{', ..] text && text.Contains("\"bytes\":-1", StringComparison.Ordinal)
                ? throw new InvalidOperationException("planted")
                : "";
    }

    private sealed class Costly(Action run) : IFuzzTarget
    {
        public IReadOnlyList<byte[]> Seeds => [];

        public IReadOnlyList<byte[]> Words => [];

        public string Run(byte[] input)
        {
            run();
            return "";
        }
    }
}
