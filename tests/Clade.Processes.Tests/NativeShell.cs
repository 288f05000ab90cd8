using System.Runtime.InteropServices;

namespace Clade.Workers;

/// <summary>The C library's <c>system</c>, by which native libraries start programs.</summary>
internal static partial class NativeShell
{
    [LibraryImport("libc", EntryPoint = "system", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Run(string command);
}
