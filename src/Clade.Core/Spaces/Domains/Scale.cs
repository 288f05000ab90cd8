namespace Clade.Spaces;

/// <summary>In which space a range is even.</summary>
internal enum Scale
{
    Linear,
    Log,
}
