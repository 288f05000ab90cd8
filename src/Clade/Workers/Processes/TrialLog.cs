using System.Globalization;
using System.Text;

namespace Clade.Workers;

/// <summary>A trial's <c>stdout.log</c> and <c>stderr.log</c>: appended to by each attempt, cut at a size.</summary>
/// <remarks>Thread-safe: the two streams come from different threads.</remarks>
internal sealed class TrialLog : IDisposable
{
    private readonly CappedFile _out;
    private readonly CappedFile _error;

    /// <summary>Opens the two files; each may grow to <paramref name="bytesMax"/>, earlier attempts included.</summary>
    public TrialLog(string folder, long bytesMax)
    {
        Directory.CreateDirectory(folder);
        _out = new CappedFile(Path.Combine(folder, "stdout.log"), bytesMax);
        _error = new CappedFile(Path.Combine(folder, "stderr.log"), bytesMax);
        Sinks = new OutputSinks(_out.Write, _error.Write);
    }

    public OutputSinks Sinks { get; }

    /// <summary>
    /// The first error in writing, a full disk for example. Output after it is dropped, for the worker to go on.
    /// </summary>
    public Exception? Failure => _out.Failure ?? _error.Failure;

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private sealed class CappedFile : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly FileStream _file;
        private readonly long _bytesMax;
        private long _bytes;
        private bool _isClosed;

        public CappedFile(string path, long bytesMax)
        {
            // Unbuffered, so that a reader sees a line when it was printed; shared, so that one can follow the file.
            _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
            _bytesMax = bytesMax;

            // A file that is full already got its last line when it filled up.
            _bytes = _file.Length;
            _isClosed = _bytes >= bytesMax;
        }

        public Exception? Failure { get; private set; }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            lock (_lock)
            {
                if (_isClosed) return;

                try
                {
                    Write_NeedsLock(bytes);
                }
                catch (IOException e)
                {
                    Failure = e;
                    _isClosed = true;
                }
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _isClosed = true;
                _file.Dispose();
            }
        }

        private void Write_NeedsLock(ReadOnlySpan<byte> bytes)
        {
            var kept = bytes[..(int)Math.Min(bytes.Length, _bytesMax - _bytes)];
            _file.Write(kept);
            _bytes += kept.Length;
            if (kept.Length == bytes.Length) return;

            _isClosed = true;
            var limit = _bytesMax.ToString("N0", CultureInfo.InvariantCulture);
            _file.Write(Encoding.UTF8.GetBytes(
                $"\n[Clade] Cut here: this file reached its limit of {limit} bytes. The program went on and its " +
                "later output was not kept. Print less, or raise the limit.\n"));
        }
    }
}
