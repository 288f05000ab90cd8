using System.Runtime.InteropServices;

namespace Clade.Driver;

/// <summary>Ctrl+C, and a polite request to end: the first time orderly, the second time at once.</summary>
internal sealed class Interrupts : IDisposable
{
    /// <summary>What shells expect of a program that Ctrl+C ended: 128 and SIGINT's number.</summary>
    public const int ExitCode = 130;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<string> _stop;
    private readonly Func<string> _howToResume;
    private int _count;

    /// <param name="stop">Asks for an orderly end, with the reason.</param>
    /// <param name="howToResume">What to type to go on, for whoever does not wait for the orderly end.</param>
    public Interrupts(Action<string> stop, Func<string> howToResume)
    {
        (_stop, _howToResume) = (stop, howToResume);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }
    }

    /// <summary>Whether the program was asked to end, and that is why the experiment stands where it does.</summary>
    /// <remarks>A request that came when all was done changed nothing.</remarks>
    public bool HaveEnded(ExperimentStatus status) =>
        Volatile.Read(ref _count) > 0 && status != ExperimentStatus.Completed;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Receive(context.Signal);
    }

    internal void Receive(PosixSignal signal)
    {
        if (Interlocked.Increment(ref _count) == 1)
        {
            _stop(signal == PosixSignal.SIGINT ? "Ctrl+C" : $"{signal}");
            return;
        }

        // The workers die with this process. What was reported is stored. Whoever reads the line may be gone.
        try
        {
            Console.Error.WriteLine($"{Environment.NewLine}Ended at once; what was reported is stored. Go on with: " +
                _howToResume());
        }
        catch (IOException)
        {
            // The terminal is closed: nobody waits for the line.
        }

        Environment.Exit(ExitCode);
    }
}
