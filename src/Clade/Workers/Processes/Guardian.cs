using System.Diagnostics;
using System.Globalization;

namespace Clade.Workers;

/// <summary>
/// A small shell process that outlives the driver for a moment: when the driver is gone, however it went, the guardian
/// ends what the workers started and removes what the driver left in the file system.
/// </summary>
/// <remarks>
/// Workers die with the driver by themselves; their children would not. It notices by the end of its input, a pipe
/// whose other end only the driver has: .NET opens pipes so that no child inherits them.
/// </remarks>
internal sealed class Guardian : IAsyncDisposable
{
    private const string Shell = "/bin/sh";

    // Without it (macOS) the guardian stays in the driver's process group and only ignores that group's signals, so
    // that a SIGKILL to the whole group takes it too.
    private const string NewSession = "/usr/bin/setsid";

    // $1: the driver's cgroup or nothing. $2: the mark of its workers. $3: its private folder.
    private const string Script = """
        trap '' HUP INT QUIT TERM
        exec >/dev/null 2>&1
        cd /
        groups=
        while read -r change group; do
            if [ "$change" = + ]; then groups="$groups $group"; continue; fi
            kept=
            for g in $groups; do [ "$g" = "$group" ] || kept="$kept $g"; done
            groups=$kept
        done
        for g in $groups; do kill -KILL "-$g"; done
        [ -n "$1" ] && echo 1 > "$1/cgroup.kill"
        for round in 1 2 3; do
            for file in $(grep -lsaF -e "$2" /proc/[0-9]*/environ); do
                process=${file#/proc/}
                kill -KILL "${process%/environ}"
            done
        done
        for wait in 1 2 3 4 5 6 7 8 9 10; do
            [ -n "$1" ] && [ -d "$1" ] || break
            find "$1" -depth -type d -exec rmdir {} \;
            [ -d "$1" ] && sleep 0.1
        done
        rm -rf -- "$3"
        """;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _groups = [];
    private readonly string[] _arguments;
    private Process _process;
    private bool _isClosed;

    private Guardian(string[] arguments)
    {
        _arguments = arguments;
        _process = Start(arguments);
    }

    /// <summary>The guardian's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts one; null where there is no shell to run it (Windows, a container without one).</summary>
    public static Guardian? TryStart(string? cgroup, string mark, string privateFolder) =>
        OperatingSystem.IsWindows() || !File.Exists(Shell)
            ? null
            : new Guardian([cgroup ?? "", mark, privateFolder]);

    /// <summary>From now on the worker's process group ends with the driver.</summary>
    public void Add(int group)
    {
        lock (_lock)
        {
            _groups.Add(group);
            Tell_NeedsLock('+', group);
        }
    }

    /// <summary>The group has ended; its id may come to mean another one.</summary>
    public void Remove(int group)
    {
        lock (_lock)
        {
            _groups.Remove(group);
            Tell_NeedsLock('-', group);
        }
    }

    /// <summary>Lets the guardian do its work now, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            _process.StandardInput.Close();
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private void Tell_NeedsLock(char change, int group)
    {
        // A worker that ends while the driver does: there is nothing left to tell.
        if (_isClosed) return;

        try
        {
            Write(_process, change, group);
        }
        catch (IOException)
        {
            // Somebody killed it; nothing else makes it end.
            _process.Dispose();
            _process = Start(_arguments);
            foreach (var known in _groups) Write(_process, '+', known);
        }
    }

    private static void Write(Process process, char change, int group)
    {
        process.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{change} {group}\n"));
        process.StandardInput.Flush();
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo
        {
            FileName = File.Exists(NewSession) ? NewSession : Shell,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (start.FileName == NewSession) start.ArgumentList.Add(Shell);
        foreach (var argument in (string[])["-c", Script, "clade-guardian", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;

        // It writes nothing; with its own ends it also cannot keep a terminal or a pipe of the driver's open.
        process.StandardOutput.Close();
        process.StandardError.Close();
        return process;
    }
}
