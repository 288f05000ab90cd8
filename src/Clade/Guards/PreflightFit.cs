using System.Collections.Immutable;
using System.Globalization;
using Clade.Workers;

namespace Clade.Guards;

/// <summary>How many trials like the measured one fit, with the arithmetic in words.</summary>
internal sealed class PreflightFit
{
    /// <summary>Nobody asks for bytes: suggestions are whole multiples of this.</summary>
    public const long MemoryStepBytes = 16L << 20;

    private readonly Resources _asked;
    private readonly double _headRoom;
    private readonly ImmutableArray<string>.Builder _arithmetic = ImmutableArray.CreateBuilder<string>();

    /// <param name="asked">What a trial asks for so far.</param>
    /// <param name="headRoom">See <see cref="PreflightOptions.HeadRoomFraction"/>.</param>
    public PreflightFit(Resources asked, double headRoom) =>
        (_asked, _headRoom, Suggested) = (asked, headRoom, asked);

    public int ByMemory { get; private set; }

    public int ByCpu { get; private set; }

    public int? ByGpu { get; private set; }

    public Resources Suggested { get; private set; }

    public ImmutableArray<string> Arithmetic => _arithmetic.ToImmutable();

    public static PreflightFit Of(
        PreflightMeasure measure, MachineResources machine, IReadOnlyList<GpuDevice> gpus, Resources asked,
        double headRoom)
    {
        var fit = new PreflightFit(asked, headRoom);
        fit.AddMemory(measure);
        fit.AddCpu(machine);
        fit.AddGpu(measure, machine, gpus);
        return fit;
    }

    private void AddMemory(PreflightMeasure measure)
    {
        var each = WithHeadRoom(measure.PeakBytes);
        each += (MemoryStepBytes - (each % MemoryStepBytes)) % MemoryStepBytes;
        var (available, total) = (measure.Before.AvailableBytes, measure.Before.TotalBytes);
        var kept = MemoryRules.ShortBytes(total);
        ByMemory = (int)Math.Min(int.MaxValue, Math.Max(0, available - kept) / each);
        Suggested = Suggested with { MemoryBytes = each };
        _arithmetic.Add(
            $"memory: {Bytes(available)} of {Bytes(total)} are available and {Bytes(kept)} stay free; a trial took " +
            $"{Bytes(measure.PeakBytes)} and gets {Bytes(each)} ({HeadRoomText} head room): {ByMemory} fit");
    }

    private void AddCpu(MachineResources machine)
    {
        ByCpu = ResourceLedger.For(machine).CountThatFit(new Resources(_asked.Cpu));
        var count = machine.Cpus.Length == 1 ? "1 CPU" : Text($"{machine.Cpus.Length} CPUs");
        _arithmetic.Add(_asked.Cpu == 0
            ? $"CPUs: a trial asks for none of {count}: any number fits"
            : Text($"CPUs: {count}, and a trial asks for {_asked.Cpu:0.###}: {ByCpu} fit"));
    }

    private void AddGpu(PreflightMeasure measure, MachineResources machine, IReadOnlyList<GpuDevice> gpus)
    {
        if (measure.GpuPeakBytes == 0 || gpus.Count == 0)
        {
            if (_asked.Gpu == 0) return;

            ByGpu = ResourceLedger.For(machine).CountThatFit(new Resources(Cpu: 0, _asked.Gpu));
            _arithmetic.Add(Text(
                $"GPUs: {machine.Gpus.Length}, and a trial asks for {_asked.Gpu:0.###}: {ByGpu} fit; it used none"));
            return;
        }

        var smallest = gpus.Min(static gpu => gpu.MemoryBytes);
        var each = WithHeadRoom(measure.GpuPeakBytes);
        var perGpu = (int)Math.Max(1, Math.Min(1 / Resources.ShareMin, smallest / each));
        // Whole GPUs stay whole: who asks for two wants both.
        var share = _asked.Gpu > 1 ? _asked.Gpu : perGpu == 1 ? 1 : 1.0 / perGpu;
        ByGpu = ResourceLedger.For(machine).CountThatFit(new Resources(Cpu: 0, share));
        Suggested = Suggested with { Gpu = share };
        _arithmetic.Add(Text(
            $"GPUs: {gpus.Count} with {Bytes(smallest)}; a trial took {Bytes(measure.GpuPeakBytes)} and gets ") +
            Text($"{Bytes(each)} ({HeadRoomText} head room), a share of {share:0.###}: {ByGpu} fit"));
    }

    private string HeadRoomText => Text($"{_headRoom * 100:0.#} %");

    private long WithHeadRoom(long bytes) => Math.Max(1, (long)Math.Ceiling(bytes * (1 + _headRoom)));

    private static string Bytes(long bytes) => ResourceFit.Bytes(bytes);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
