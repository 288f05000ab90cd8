using System.Collections.Immutable;

namespace Clade;

/// <summary>How much of each device of one kind is free. Immutable; compares by value.</summary>
/// <remarks>
/// Shares are whole millionths of a device: sums are exact, and what was taken and given back leaves no trace.
/// </remarks>
internal readonly struct DevicePool : IEquatable<DevicePool>
{
    /// <summary>One whole device, in shares.</summary>
    public const int WholeDevice = 1_000_000;

    private readonly ImmutableArray<int> _free;

    private DevicePool(ImmutableArray<int> free) => _free = free;

    /// <summary>So many devices, all of them free.</summary>
    public static DevicePool Of(int count) => new([.. Enumerable.Repeat(WholeDevice, count)]);

    /// <summary>The devices that a new request gets, by index; none when it doesn't fit now.</summary>
    public ImmutableArray<int>? Find(double amount) => amount switch
    {
        0 => [],
        < 1 => FindShare(Shares(amount)),
        _ => FindWhole((int)amount),
    };

    /// <summary>How many requests of this amount fit at once.</summary>
    public int CountThatFit(double amount)
    {
        if (amount == 0) return int.MaxValue;
        if (amount >= 1) return _free.Count(static free => free == WholeDevice) / (int)amount;

        var shares = Shares(amount);
        return _free.Sum(free => free / shares);
    }

    /// <summary>These devices with the amount taken from each.</summary>
    public DevicePool Take(ImmutableArray<int> devices, double amount) => Move(devices, -SharesOfEach(amount));

    /// <summary>These devices with the amount given back to each.</summary>
    public DevicePool Release(ImmutableArray<int> devices, double amount) => Move(devices, SharesOfEach(amount));

    public bool Equals(DevicePool other) => _free.AsSpan().SequenceEqual(other._free.AsSpan());

    public override bool Equals(object? obj) => obj is DevicePool other && Equals(other);

    public override int GetHashCode() => _free.Aggregate(0, static (hash, free) => unchecked((hash * 31) + free));

    // Best fit: the fullest device that still has room, the first among equals. Whole devices stay free as long as
    // possible, for requests that need one.
    private ImmutableArray<int>? FindShare(int shares)
    {
        var best = -1;
        for (var i = 0; i < _free.Length; i++)
        {
            if (_free[i] >= shares && (best < 0 || _free[i] < _free[best])) best = i;
        }

        return best < 0 ? null : [best];
    }

    private ImmutableArray<int>? FindWhole(int count)
    {
        var found = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < _free.Length && found.Count < count; i++)
        {
            if (_free[i] == WholeDevice) found.Add(i);
        }

        return found.Count < count ? null : found.ToImmutable();
    }

    private DevicePool Move(ImmutableArray<int> devices, int shares)
    {
        if (devices.IsEmpty) return this;

        var free = _free.ToBuilder();
        foreach (var device in devices)
        {
            var after = free[device] + shares;
            Invariant.Require(after is >= 0 and <= WholeDevice, "a device is handed out once and comes back once");
            free[device] = after;
        }

        return new DevicePool(free.MoveToImmutable());
    }

    private static int SharesOfEach(double amount) => amount >= 1 ? WholeDevice : Shares(amount);

    // Decimal first: 0.29 * 1e6 is a little below 290000 in binary, and rounding down would lose a share.
    private static int Shares(double amount) => (int)decimal.Floor((decimal)amount * WholeDevice);
}
