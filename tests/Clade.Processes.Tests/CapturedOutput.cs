using System.Text;
using System.Threading.Channels;

namespace Clade.Workers;

/// <summary>What a worker printed, both streams as they come, or one where it is given as one sink.</summary>
internal sealed class CapturedOutput
{
    private readonly Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private readonly StringBuilder _rest = new();

    public OutputSinks Sinks => new(Take, Take);

    public string Text { get; private set; } = "";

    public async Task<string> ReadLineAsync() =>
        await _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Long);

    public void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_rest)
        {
            Text += Encoding.UTF8.GetString(bytes);
            _rest.Append(Encoding.UTF8.GetString(bytes));
            var lines = _rest.ToString().Split('\n');
            foreach (var line in lines[..^1]) _lines.Writer.TryWrite(line);
            _rest.Clear().Append(lines[^1]);
        }
    }
}
