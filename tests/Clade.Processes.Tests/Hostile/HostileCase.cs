namespace Clade.Workers.Hostile;

/// <summary>Something that a worker does which it must not.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Do">Done by the worker once it has an attempt.</param>
/// <param name="Reason">What the attempt's error must say.</param>
/// <param name="Answer">What the driver answers to reports.</param>
internal sealed record HostileCase(
    string Name, Action<RawWorker> Do, string Reason, ReplyKind Answer = ReplyKind.Continue);
