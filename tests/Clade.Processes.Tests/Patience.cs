namespace Clade.Workers;

/// <summary>How long a test waits for an event before it fails; never how long it waits for nothing.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
}
