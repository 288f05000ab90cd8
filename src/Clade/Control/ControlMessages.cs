using System.Text.Json.Serialization;

namespace Clade.Control;

/// <summary>What can be asked of the driver of a running experiment.</summary>
internal enum ControlAction
{
    /// <summary>
    /// An orderly end: every trial saves and leaves. The connection stays open until the driver is done.
    /// </summary>
    Stop,

    /// <summary>An end at once: workers are killed, and what was reported is stored.</summary>
    StopNow,

    /// <summary>A trial, or all, save and leave at their next report, and wait.</summary>
    Pause,

    /// <summary>A paused trial, or all, go on.</summary>
    Resume,
}

/// <summary>One request to a driver: one line of JSON.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Trial">To which trial; none for all.</param>
internal sealed record ControlRequest(ControlAction Action, int? Trial = null);

/// <summary>The driver's reply: one line of JSON.</summary>
/// <param name="Done">What was done, a sentence; none if nothing was.</param>
/// <param name="Refused">Why nothing was done, with the remedy; none if something was.</param>
internal sealed record ControlReply(string? Done, string? Refused = null);

/// <summary>Where a driver listens; lies in the experiment's folder while it does.</summary>
/// <param name="Socket">The path of its Unix domain socket, in a folder that only its user can enter.</param>
/// <param name="Pid">The driver's process.</param>
internal sealed record ControlAddress(string Socket, int Pid);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
[JsonSerializable(typeof(ControlAddress))]
internal sealed partial class ControlJson : JsonSerializerContext;
