using System.Text;

namespace Clade.Workers;

public sealed class OutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clade-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_mark_is_found_wherever_the_pipe_cuts_it()
    {
        var stream = (byte[])[.. "before\u001eclad "u8, .. OutputMark.LineOf("7.1"), .. "after\u001eclade-mar"u8];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var before = new CapturedOutput();
            var after = new CapturedOutput();
            var pieces = new PiecewiseStream(stream[..cut], stream[cut..]);
            var pump = new OutputPump(pieces, before.Take);
            var passed = pump.SwitchAt("7.1", after.Take);
            pieces.Flow();

            await pump.Ended;

            Assert.True(passed.IsCompletedSuccessfully);
            Assert.Equal("before\u001eclad ", before.Text);
            Assert.Equal("after\u001eclade-mar", after.Text);
        }
    }

    [Fact]
    public async Task A_mark_that_nobody_waits_for_is_dropped_and_what_only_looks_like_one_is_kept()
    {
        var output = new CapturedOutput();
        var noMark = $"\u001eclade-mark {new string('x', OutputMark.TagBytesMax)}\n";
        var stream = (byte[])[.. "a"u8, .. OutputMark.LineOf("unknown"), .. "b"u8, .. Encoding.UTF8.GetBytes(noMark)];

        var pieces = new PiecewiseStream(stream);
        pieces.Flow();
        await new OutputPump(pieces, output.Take).Ended;

        Assert.Equal("ab" + noMark, output.Text);
    }

    [Fact]
    public async Task Who_waits_for_a_mark_is_released_by_a_later_one_and_by_the_end()
    {
        var output = new CapturedOutput();
        var pieces = new PiecewiseStream([.. "lost"u8, .. OutputMark.LineOf("second"), .. "kept"u8]);
        var pump = new OutputPump(pieces, _ => { });
        var first = pump.SwitchAt("first", _ => { });
        var second = pump.SwitchAt("second", output.Take);
        var third = pump.SwitchAt("third", _ => { });
        pieces.Flow();

        await Task.WhenAll(first, second, third, pump.Ended)
            .WaitAsync(Patience.Long, TestContext.Current.CancellationToken);

        Assert.Equal("kept", output.Text);
        Assert.True(pump.SwitchAt("fourth", _ => { }).IsCompleted);
    }

    [Fact]
    public void A_log_is_cut_at_its_limit_and_says_so_once()
    {
        using (var log = new TrialLog(_folder, bytesMax: 10))
        {
            log.Sinks.Out("12345"u8);
            log.Sinks.Out("67890ABC"u8);
            log.Sinks.Out("more"u8);
            log.Sinks.Error("short"u8);
        }

        // A later attempt finds the file full.
        using (var log = new TrialLog(_folder, bytesMax: 10)) log.Sinks.Out("later"u8);

        Assert.Equal(
            "1234567890\n[Clade] Cut here: this file reached its limit of 10 bytes. The program went on and its " +
            "later output was not kept. Print less, or raise the limit.\n",
            File.ReadAllText(Path.Combine(_folder, "stdout.log")));
        Assert.Equal("short", File.ReadAllText(Path.Combine(_folder, "stderr.log")));
    }

    [Fact]
    public void A_later_attempt_appends_and_a_reader_sees_each_line_at_once()
    {
        using (var log = new TrialLog(_folder, bytesMax: 100)) log.Sinks.Out("first\n"u8);
        using (var log = new TrialLog(_folder, bytesMax: 100))
        {
            log.Sinks.Out("second\n"u8);

            using var reader = new StreamReader(new FileStream(
                Path.Combine(_folder, "stdout.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            Assert.Equal("first\nsecond\n", reader.ReadToEnd());
        }
    }

    [Fact]
    public void A_log_that_cannot_be_written_keeps_the_error_and_the_worker_goes_on()
    {
        // Every write to this device fails for want of space.
        File.CreateSymbolicLink(Path.Combine(_folder, "stdout.log"), "/dev/full");
        using var log = new TrialLog(_folder, bytesMax: 100);

        log.Sinks.Out("lost"u8);
        log.Sinks.Out("lost too"u8);

        Assert.Contains("No space left", log.Failure?.Message, StringComparison.Ordinal);
    }

    /// <summary>A stream whose every read returns one given piece, once the test has asked for its switches.</summary>
    private sealed class PiecewiseStream(params byte[][] pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _pieces = new(pieces.Where(p => p.Length > 0));
        private readonly TaskCompletionSource _flows = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Flow() => _flows.SetResult();

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _flows.Task.WaitAsync(cancellationToken);
            if (!_pieces.TryDequeue(out var piece)) return 0;

            piece.CopyTo(buffer);
            return piece.Length;
        }
    }
}
