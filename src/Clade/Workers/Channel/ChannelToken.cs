using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Clade.Workers.Channel;

/// <summary>Secrets by which the driver knows who speaks: 128 random bits, as 22 characters.</summary>
internal static class ChannelToken
{
    private const int Bytes = 16;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether two are the same. How long it takes tells nothing about where they differ.</summary>
    public static bool AreEqual(string expected, string said) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(expected.AsSpan()), MemoryMarshal.AsBytes(said.AsSpan()));
}
